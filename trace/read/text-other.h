/* text-other.h - lines of ftrace text that are no events
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "text-line.h"

G_BEGIN_DECLS

/**
 * MmsTextOther:
 * @MMS_TEXT_COMMENT: nothing to know
 * @MMS_TEXT_REPORT: `cpus=4`, with which trace-cmd report begins; quoted or numbered too
 * @MMS_TEXT_TRACER: `# tracer: nop`
 * @MMS_TEXT_ENTRIES: `# entries-in-buffer/entries-written: 2179/4656   #P:4`
 * @MMS_TEXT_STARTED: `##### CPU 2 buffer started ####`: older events of that CPU were overwritten
 * @MMS_TEXT_LOST: `CPU:2 [LOST 123 EVENTS]` (trace_pipe), `CPU:1 [34 EVENTS DROPPED]` and
 *   `CPU:1 [EVENTS DROPPED]` (trace-cmd report)
 * @MMS_TEXT_RAW: an event recorded with the option `raw`
 * @MMS_TEXT_CONTEXTLESS: perhaps an event, without the option `context-info`
 * @MMS_TEXT_CPULESS: an event of perf script without its CPU
 * @MMS_TEXT_NAMELESS: an event of perf script without its name; mms_text_line_parse() knows the line
 * @MMS_TEXT_SUMMARY: a line of trace-cmd report --stat or --profile
 * @MMS_TEXT_GRAPH: a line of the function_graph tracer
 * @MMS_TEXT_BROKEN: an event that cannot be read
 * @MMS_TEXT_STRANGE: anything else
 */
typedef enum
{
  MMS_TEXT_COMMENT,
  MMS_TEXT_REPORT,
  MMS_TEXT_TRACER,
  MMS_TEXT_ENTRIES,
  MMS_TEXT_STARTED,
  MMS_TEXT_LOST,
  MMS_TEXT_RAW,
  MMS_TEXT_CONTEXTLESS,
  MMS_TEXT_CPULESS,
  MMS_TEXT_NAMELESS,
  MMS_TEXT_SUMMARY,
  MMS_TEXT_GRAPH,
  MMS_TEXT_BROKEN,
  MMS_TEXT_STRANGE,
} MmsTextOther;

/**
 * MmsTextOtherLine:
 * @tracer: its name
 * @buffer: of lost events, the instance, which the line below then lacks; empty for the top one
 * @cpu: whose buffer started or whose events are lost
 * @n_lost: -1 where the line does not tell
 * @n_entries: in the buffer
 * @n_written: to the buffer since tracing began
 */
typedef struct
{
  MmsTextSpan tracer;
  MmsTextSpan buffer;
  guint cpu;
  gint64 n_lost;
  guint64 n_entries;
  guint64 n_written;
} MmsTextOtherLine;

/**
 * mms_text_other_parse:
 * @line: a line that mms_text_line_parse() does not know
 * @parsed: (out): only what belongs to the kind of line is set
 */
MmsTextOther mms_text_other_parse (const char       *line,
                                   const char       *end,
                                   MmsTextOtherLine *parsed);

/* Whether @info, the text of an event without a name, begins as a tracepoint's or a probe's does: `pid=9`
 * or `(ffffffff974a7481)`. */
gboolean mms_text_other_is_nameless (MmsTextSpan info);

/**
 * mms_text_other_explain:
 * @n: how many lines of each kind there are
 * @n_events: lines that could be read
 *
 * Returns: (nullable): why these lines are of no use, and what to do; %NULL if they do not tell
 */
const char *mms_text_other_explain (const guint64 n[MMS_TEXT_STRANGE + 1],
                                    guint64       n_events);

G_END_DECLS
