/* text-line.h - the front of one line of ftrace text
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "text-span.h"

G_BEGIN_DECLS

/* An event's name ends before this: an instance's name has at most 255 bytes, an event's 127. */
#define MMS_TEXT_FRONT_MAX 640

/**
 * MmsTextStyle:
 * @MMS_TEXT_NORMAL: `comm-pid (tgid) [cpu] flags stamp: `; also what trace-cmd report and perf
 *   script print
 * @MMS_TEXT_LATENCY: `comm-pid cpuflags stamp: `, the stamp relative (`390816us!`) or absolute;
 *   trace-cmd report -l prints it too
 * @MMS_TEXT_VERBOSE: the latency format with the option `verbose`
 */
typedef enum
{
  MMS_TEXT_NORMAL,
  MMS_TEXT_LATENCY,
  MMS_TEXT_VERBOSE,
} MmsTextStyle;

/**
 * MmsTextLine:
 * @indent: width of the instance column in front of the task's name
 * @buffer: the instance that trace-cmd report puts there; empty for the top one
 * @comm: without the spaces that align it; empty where the line has none
 * @pid: -1 where the line does not tell
 * @tgid: -1 where the line has none
 * @flags: the latency characters; empty where the line has none
 * @time: nanoseconds, or the number itself where it @is_ordinal
 * @is_relative: counted from the buffer's start
 * @name: what stands in front of the colon; empty where there is no `name:`
 * @system: in front of the name in `system:name:`; empty elsewhere
 * @info: the rest of the line
 */
typedef struct
{
  MmsTextStyle style;
  gsize indent;
  MmsTextSpan buffer;
  MmsTextSpan comm;
  int pid;
  int tgid;
  guint cpu;
  MmsTextSpan flags;
  guint64 time;
  gboolean is_ordinal;
  gboolean is_relative;
  MmsTextSpan system;
  MmsTextSpan name;
  MmsTextSpan info;
} MmsTextLine;

/**
 * mms_text_line_parse:
 * @line: where it starts
 * @end: where it ends, without the line feed
 * @indent: width of the instance column, which makes such lines quick to read; 0 always works
 *
 * Returns: whether the line is an event; then @parsed is filled
 */
gboolean mms_text_line_parse (const char  *line,
                              const char  *end,
                              gsize        indent,
                              MmsTextLine *parsed);

G_END_DECLS
