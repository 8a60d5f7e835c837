import * as React from 'react';
import { createRoot } from 'react-dom/client';
import FilerobotImageEditor, { TABS, TOOLS } from 'react-filerobot-image-editor';

// Some of its parts expect it there.
window.React = React;

/** Shows the editor with a photo, its sliders for light and its pen at hand. */
window.openPhoto = (address) => {
  createRoot(document.querySelector('#editor')).render(
    React.createElement(FilerobotImageEditor, {
      source: address,
      tabsIds: [TABS.FINETUNE, TABS.ANNOTATE],
      defaultTabId: TABS.FINETUNE,
      defaultToolId: TOOLS.BRIGHTNESS,
      useBackendTranslations: false,
      avoidChangesNotSavedAlertOnLeave: true,
    }),
  );
};
