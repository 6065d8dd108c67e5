"""The console: server-rendered pages under `/admin` for the people who look after WattOS.

How it is made, for whoever adds a page:

- A page is a module in `pages/` with a `PAGE` (its place in the navigation and the permission it
  asks for) and a litestar `Controller`, plus a folder of templates of the same name; list it in
  `pages/__init__.py`. Handlers take `view: NamedDependency[View]` (who asks, in which language)
  and return `view.page("folder/template.html", …)`, or `view.redirect(…, notice=…, undo=…)` after
  a form was sent.
- Core rooms are asked through their services (`view.platform.knowledge`). What other plugins know
  is asked over their HTTP API in the same process (`await view.api.get("/api/…")`), on the rights
  of the person; an absent plugin answers None and its section is not there.
- Lists: read the address with `ListQuery.of(request, …)`, give rows and total to `Listing`, and
  the macro `listing` of `parts/list.html` draws search, filters, sorting, paging, the empty state
  and the export.
- Forms: macros in `parts/forms.html`; every form that changes something contains `form_token()`.
  `data-confirm="…"` asks first. A flash may carry `undo`, the path that takes the step back.
- Live parts: an `sse-connect` address that answers `live.stream(…)` with pieces of HTML.
- Charts: the macro `chart` of `parts/charts.html`.
- Words: English in `_()` is the key; `python -m wattos_admin.catalogue` brings `locale/de.po` up to
  date, and a test fails on what is missing there.
- Other plugins add pages by the hook `register_admin_pages` and a settings form by
  `register_settings`.
"""
