import { Hono } from 'hono';
import { html } from 'hono/html';
import type { CaughtMail, MailCatcher } from './catcher.ts';

function mailItem(mail: CaughtMail): ReturnType<typeof html> {
  const link = mail.link === null ? '' : html`<p><a href="${mail.link}">Follow the link</a></p>`;
  return html`<article>
    <h2>${mail.subject}</h2>
    <p>To ${mail.to} · ${mail.sentAt.toISOString()}</p>
    <p>Code: <code>${mail.code}</code></p>
    ${link}
  </article>`;
}

function mailPage(mails: readonly CaughtMail[]): ReturnType<typeof html> {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>Mail · embedded cloud</title>
        <style>
          body {
            font:
              16px/1.5 system-ui,
              sans-serif;
            max-width: 40rem;
            margin: 2rem auto;
            color-scheme: light dark;
          }
          article {
            border-top: 1px solid;
            padding: 0.5rem 0;
          }
        </style>
      </head>
      <body>
        <h1>Caught mail</h1>
        <p>The embedded cloud sends nothing: what it would have sent is here.</p>
        ${mails.length === 0 ? html`<p>Nothing yet.</p>` : mails.map(mailItem)}
      </body>
    </html>`;
}

/**
 * GET / lists the mails, the latest first: a page for browsers, JSON for others.
 * `?to=address` narrows it, DELETE empties it.
 */
export function mailRoutes(mail: MailCatcher): Hono {
  const routes = new Hono();
  routes.get('/', async (c) => {
    const mails = await mail.list(c.req.query('to'));
    return c.req.header('accept')?.includes('text/html')
      ? c.html(mailPage(mails))
      : c.json({ mails });
  });
  routes.delete('/', async (c) => {
    await mail.clear();
    return c.body(null, 204);
  });
  return routes;
}
