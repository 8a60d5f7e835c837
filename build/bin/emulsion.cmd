@echo off
rem The emulsion command of a release: the plain Node and the engine that the app itself uses.
"%~dp0..\node.exe" "%~dp0..\app.asar.unpacked\out\cli\emulsion.mjs" %*
