/* cmd-render.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "commands.h"

#include <math.h>
#include <string.h>

#include "cli.h"
#include "draw/render.h"
#include "model/number.h"

#define COMMAND "render"

#define DEFAULT_WIDTH  1600
#define DEFAULT_HEIGHT 1000

/* Events to either side of the playhead that show when nothing else is said. */
#define EVENTS_AROUND 40

/* The chain of a finding shows as a whole as long as it is not longer than this share of the trace,
 * or has no more events than these. */
#define CHAIN_SHARE  0.35
#define CHAIN_EVENTS 400

static const MmsCliHelp help = {
  .command = COMMAND,
  .parameters = "FILE",
  .summary = "Writes a picture of a trace: the timeline, and the machine at one event.",
  .description =
    "A PLACE is the number of an event (812), a time of the trace's own clock with a unit\n"
    "(2.185s, 2185ms, 2185015us, 2185015000ns), or a time counted from the first event (+12.5ms;\n"
    "without a unit, +500, in units of the clock).\n"
    "\n"
    "Without --at, --from, --to and --finding the picture shows the first finding, or the whole\n"
    "trace where there is none.  It needs no display.",
};

typedef struct
{
  char *output;
  char *at;
  char *from;
  char *to;
  char *size;
  int finding;
  gboolean is_dark;
  char **files;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->output);
  g_free (options->at);
  g_free (options->from);
  g_free (options->to);
  g_free (options->size);
  g_strfreev (options->files);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

/* A place as it was asked for. */
typedef struct
{
  guint event; /* 0: a time was given */
  double position;
} Place;

static gboolean
parse_unit (const char *text,
            double     *unit)
{
  static const struct
  {
    const char *name;
    double length;
  } units[] = { { "s", 1e9 }, { "ms", 1e6 }, { "us", 1e3 }, { "µs", 1e3 }, { "ns", 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (text, units[i].name) == 0)
      {
        *unit = units[i].length;
        return TRUE;
      }
  return FALSE;
}

/* Sets @status and tells what is wrong unless it answers %TRUE. */
static gboolean
parse_place (MmsView    *view,
             const char *option,
             const char *text,
             Place      *place,
             int        *status)
{
  MmsTrace *trace = mms_document_get_trace (mms_view_get_document (view));
  gboolean is_relative = text[0] == '+';
  const char *digits = is_relative ? text + 1 : text;
  const MmsEvent *events;
  guint n_events;
  char *end;
  double number = g_ascii_strtod (digits, &end);
  double unit = 1;

  events = mms_trace_get_events (trace, &n_events);
  if (end == digits || !g_ascii_isdigit (digits[0]) || !isfinite (number) ||
      (*end != '\0' && !parse_unit (end, &unit)))
    {
      *status = mms_cli_usage (COMMAND, "--%s: “%s” is neither an event's number nor a time",
                               option, text);
      return FALSE;
    }

  if (!is_relative && *end == '\0')
    {
      if (number != floor (number) || number < 1 || number > n_events)
        {
          *status = mms_cli_usage (COMMAND, "--%s: there is no event %s, the trace has %u", option,
                                   text, n_events);
          return FALSE;
        }
      place->event = (guint) number;
      place->position = mms_view_get_event_position (view, place->event);
      return TRUE;
    }

  if (*end != '\0' && !mms_trace_clock_is_ns (trace))
    {
      *status = mms_cli_usage (COMMAND, "--%s: the trace's clock, %s, does not count in %s", option,
                               mms_trace_get_clock (trace), end);
      return FALSE;
    }
  place->event = 0;
  place->position = number * unit;
  if (!is_relative && n_events > 0)
    place->position -= (double) events[0].time;
  if (place->position < -0.5 || place->position > mms_view_get_length (view) + 0.5)
    {
      g_autofree char *length = mms_format_duration (view, mms_view_get_length (view));

      *status = mms_cli_usage (COMMAND, "--%s: %s lies outside the trace, which is %s long", option,
                               text, length);
      return FALSE;
    }
  return TRUE;
}

static gboolean
parse_size (const char *text,
            int        *width,
            int        *height,
            int        *status)
{
  guint64 sides[2];
  g_auto (GStrv) words = g_strsplit (text, "x", 3);

  if (g_strv_length (words) == 2 &&
      mms_number_parse (words[0], 10, MMS_RENDER_LEAST, MMS_RENDER_MOST, &sides[0]) &&
      mms_number_parse (words[1], 10, MMS_RENDER_LEAST, MMS_RENDER_MOST, &sides[1]))
    {
      *width = (int) sides[0];
      *height = (int) sides[1];
      return TRUE;
    }
  *status = mms_cli_usage (COMMAND, "--size: “%s” is not WIDTHxHEIGHT with %d to %d pixels each",
                           text, MMS_RENDER_LEAST, MMS_RENDER_MOST);
  return FALSE;
}

static void
show_around_playhead (MmsView *view)
{
  guint playhead = mms_view_get_playhead (view);
  double start = mms_view_get_event_position (
      view, playhead > EVENTS_AROUND ? playhead - EVENTS_AROUND : 1);
  double end = mms_view_get_event_position (view, playhead + EVENTS_AROUND);
  double margin = (end - start) * 0.04;

  mms_view_set_range (view, start - margin, end + margin);
}

/* Shows the chain of a finding as a whole, or where it ends if it is too long for that. */
static void
show_finding (MmsView *view,
              guint    index)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  const MmsFinding *finding = g_ptr_array_index (findings, index);
  guint first = finding->event;
  guint last = finding->event;
  double start;
  double end;
  double margin;

  mms_view_select_finding (view, (int) index);
  mms_view_set_playhead (view, finding->event);
  for (guint i = 0; finding->evidence != NULL && i < finding->evidence->len; i++)
    {
      guint event = g_array_index (finding->evidence, MmsEvidence, i).event;

      if (event == 0)
        continue;
      first = MIN (first, event);
      last = MAX (last, event);
    }
  start = mms_view_get_event_position (view, first);
  end = mms_view_get_event_position (view, last);
  if (last - first > CHAIN_EVENTS && end - start > CHAIN_SHARE * mms_view_get_length (view))
    {
      show_around_playhead (view);
      return;
    }
  /* the few events around the chain tell what came of it */
  start = MIN (start, mms_view_get_event_position (view, first > 8 ? first - 8 : 1));
  end = MAX (end, mms_view_get_event_position (view, last + 12));
  margin = (end - start) * 0.06;
  mms_view_set_range (view, start - margin, end + margin);
}

/* Sets up what the options ask for. */
static gboolean
aim (MmsView       *view,
     const Options *options,
     int           *status)
{
  GPtrArray *findings = mms_document_get_findings (mms_view_get_document (view));
  gboolean has_alarm
      = mms_document_count_findings (mms_view_get_document (view), MMS_SEVERITY_WARNING) > 0;
  Place place;
  double start;
  double end;

  if (options->finding != 0 &&
      (options->finding < 0 || (guint) options->finding > findings->len))
    {
      *status = mms_cli_usage (COMMAND, "--finding: there is no finding %d, the trace has %u",
                               options->finding, findings->len);
      return FALSE;
    }

  if (options->finding != 0)
    show_finding (view, (guint) options->finding - 1);
  else if (options->at == NULL && has_alarm)
    {
      show_finding (view, 0);
      if (options->from != NULL || options->to != NULL)
        mms_view_fit (view);
    }
  if (options->at != NULL)
    {
      if (!parse_place (view, "at", options->at, &place, status))
        return FALSE;
      if (place.event != 0)
        mms_view_set_playhead (view, place.event);
      else
        mms_view_set_playhead_position (view, place.position);
      show_around_playhead (view);
    }
  if (options->from == NULL && options->to == NULL)
    return TRUE;

  start = 0;
  end = mms_view_get_length (view);
  if (options->from != NULL)
    {
      if (!parse_place (view, "from", options->from, &place, status))
        return FALSE;
      start = place.position;
    }
  if (options->to != NULL)
    {
      if (!parse_place (view, "to", options->to, &place, status))
        return FALSE;
      end = place.position;
    }
  if (end < start)
    {
      *status = mms_cli_usage (COMMAND, "--to lies before --from");
      return FALSE;
    }
  mms_view_set_range (view, start, end);

  /* the machine is that of an event that shows, unless another was asked for */
  if (options->at == NULL && options->finding == 0 &&
      (mms_view_get_playhead_position (view) < start ||
       mms_view_get_playhead_position (view) > end || !has_alarm))
    mms_view_set_playhead (view, mms_view_find_event (view, end));
  return TRUE;
}

int
mms_cmd_render (int    argc,
                char **argv)
{
  g_auto (Options) options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output,
      "Where to write it: PIC.png, PIC.svg or PIC.pdf", "PIC" },
    { "at", 0, 0, G_OPTION_ARG_STRING, &options.at, "Show the machine there", "PLACE" },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, "Begin the timeline there", "PLACE" },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, "End the timeline there", "PLACE" },
    { "finding", 0, 0, G_OPTION_ARG_INT, &options.finding,
      "Show the Nth finding, as `mmscope check` counts", "N" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options.size, "Its size in pixels (1600x1000)", "WxH" },
    { "dark", 0, 0, G_OPTION_ARG_NONE, &options.is_dark, "Light on dark", NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.files, NULL, NULL },
    { NULL },
  };
  g_autoptr (MmsDocument) document = NULL;
  g_autoptr (MmsView) view = NULL;
  g_autoptr (GError) error = NULL;
  int width = DEFAULT_WIDTH;
  int height = DEFAULT_HEIGHT;
  int status = MMS_STATUS_CLEAN;
  guint n_events;

  if (!mms_cli_parse (&help, entries, argc, argv, &status))
    return status;
  if (options.files == NULL || options.files[1] != NULL)
    return mms_cli_usage (COMMAND, "one trace is needed");
  if (options.output == NULL)
    return mms_cli_usage (COMMAND, "-o PIC is needed");
  if (!mms_render_knows (options.output))
    return mms_cli_usage (COMMAND, "%s: the name of a picture ends in .png, .svg or .pdf",
                          options.output);
  if (options.size != NULL && !parse_size (options.size, &width, &height, &status))
    return status;

  document = mms_cli_open (options.files[0], &status);
  if (document == NULL)
    return status;

  view = mms_view_new ();
  mms_view_set_document (view, document);
  mms_trace_get_events (mms_document_get_trace (document), &n_events);
  mms_view_set_playhead (view, n_events);
  if (!aim (view, &options, &status))
    return status;

  if (!mms_render_to_file (view, mms_palette_get (options.is_dark), options.output, width, height,
                           &error))
    {
      mms_cli_message (COMMAND, "%s", error->message);
      return mms_status_join (status, MMS_STATUS_UNREADABLE);
    }
  return status;
}
