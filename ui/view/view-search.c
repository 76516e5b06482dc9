/* view-search.c - finding and filtering events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "view-private.h"

#include <string.h>

void
mms_view_init_searches (MmsViewSearches *searches)
{
  searches->found = mms_search_new ();
  searches->filter = mms_search_new ();
  searches->text = g_strdup ("");
  searches->findings = mms_finding_list_new ();
}

void
mms_view_clear_searches (MmsViewSearches *searches)
{
  /* Whoever holds them still shall not wait for a worker. */
  mms_search_clear (searches->found);
  mms_search_clear (searches->filter);
  g_clear_object (&searches->found);
  g_clear_object (&searches->filter);
  g_clear_pointer (&searches->text, g_free);
  g_clear_pointer (&searches->findings, mms_finding_list_free);
}

MmsFindingList *
mms_view_get_finding_list (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  return mms_view_get_searches (self)->findings;
}

MmsSearch *
mms_view_get_filter (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  return mms_view_get_searches (self)->filter;
}

MmsSearch *
mms_view_get_found (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  return mms_view_get_searches (self)->found;
}

const char *
mms_view_get_find_text (MmsView *self)
{
  g_return_val_if_fail (MMS_IS_VIEW (self), NULL);

  return mms_view_get_searches (self)->text;
}

/* All terms of a query must hold, so that two of them in one are what both find. */
static char *
join_queries (const char *filter, const char *text)
{
  gboolean is_open = FALSE;

  for (const char *at = filter; *at != '\0'; at++)
    if (*at == '"')
      is_open = !is_open;
  return g_strconcat (filter, is_open ? "\" " : " ", text, NULL);
}

static gboolean
look (MmsView *self, GError **error)
{
  MmsViewSearches *searches = mms_view_get_searches (self);
  MmsDocument *document = mms_view_get_document (self);
  g_autofree char *text = NULL;

  if (document == NULL || searches->text[strspn (searches->text, " ")] == '\0')
    {
      mms_search_clear (searches->found);
      return TRUE;
    }
  text = join_queries (mms_search_get_text (searches->filter), searches->text);
  return mms_search_start (searches->found, document, text, mms_view_get_playhead (self), error);
}

gboolean
mms_view_find (MmsView *self, const char *text, GError **error)
{
  MmsViewSearches *searches;

  g_return_val_if_fail (MMS_IS_VIEW (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  searches = mms_view_get_searches (self);
  g_free (searches->text);
  searches->text = g_strdup (text);
  return look (self, error);
}

gboolean
mms_view_set_filter (MmsView *self, const char *text, GError **error)
{
  MmsViewSearches *searches;
  MmsDocument *document;
  gboolean is_query = TRUE;
  g_autofree char *stripped = NULL;

  g_return_val_if_fail (MMS_IS_VIEW (self), FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  searches = mms_view_get_searches (self);
  document = mms_view_get_document (self);
  stripped = g_strstrip (g_strdup (text));
  if (document == NULL)
    mms_search_clear (searches->filter);
  else
    is_query = mms_search_start (searches->filter, document, stripped,
                                 mms_view_get_playhead (self), error);
  look (self, NULL);
  return is_query;
}

void
mms_view_restart_searches (MmsView *self, gboolean keep)
{
  MmsViewSearches *searches = mms_view_get_searches (self);
  g_autofree char *filter = g_strdup (keep ? mms_search_get_text (searches->filter) : "");
  g_autofree char *text = g_strdup (keep ? searches->text : "");

  g_free (searches->text);
  searches->text = g_steal_pointer (&text);
  if (!keep)
    mms_finding_list_set_filter (searches->findings, "");
  mms_finding_list_set_document (searches->findings, mms_view_get_document (self));
  mms_view_set_filter (self, filter, NULL);
}

guint
mms_view_find_shown (MmsView *self, int direction)
{
  MmsEventSet *events;
  guint playhead;
  guint n_events = 0;

  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  events = mms_search_get_events (mms_view_get_filter (self));
  playhead = mms_view_get_playhead (self);
  if (events != NULL)
    return mms_event_set_find (events, playhead, direction);
  if (mms_view_get_document (self) != NULL)
    mms_trace_get_events (mms_document_get_trace (mms_view_get_document (self)), &n_events);
  if (direction > 0)
    return playhead < n_events ? playhead + 1 : 0;
  return playhead > 0 ? playhead - 1 : 0;
}

guint
mms_view_find_next (MmsView *self, int direction, gboolean *is_known)
{
  MmsEventSet *events;
  guint playhead;
  guint n_events;
  guint event;

  g_return_val_if_fail (MMS_IS_VIEW (self), 0);

  *is_known = TRUE;
  events = mms_search_get_events (mms_view_get_found (self));
  if (events == NULL)
    return 0;
  mms_trace_get_events (mms_document_get_trace (mms_view_get_document (self)), &n_events);
  playhead = mms_view_get_playhead (self);
  event = mms_event_set_find (events, playhead, direction);
  if (event != 0)
    {
      *is_known = mms_event_set_knows (events, playhead, event);
      return event;
    }
  /* once around */
  *is_known = mms_event_set_knows (events, playhead, direction > 0 ? n_events : 1);
  event = mms_event_set_find (events, direction > 0 ? 0 : n_events + 1, direction);
  *is_known = *is_known && (event == 0 ? mms_event_set_is_complete (events)
                                       : mms_event_set_knows (events, direction > 0 ? 1 : n_events,
                                                              event));
  return event;
}
