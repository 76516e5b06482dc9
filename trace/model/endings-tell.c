/* endings-tell.c - CPUs whose events end early, in words
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "endings.h"
#include "stamp.h"

void
mms_endings_tell (const GArray *endings, MmsTrace *trace, MmsTraceBuilder *builder)
{
  const MmsEvent *events = mms_trace_get_events (trace, NULL);
  const guint max = 16;
  g_autoptr (GString) others = g_string_new (NULL);
  guint n_others = 0;

  for (guint i = 0; i < endings->len; i++)
    {
      const MmsEnding *ending = &g_array_index (endings, MmsEnding, i);
      g_autofree char *stamp = mms_stamp_to_text (trace, ending->event);

      if (ending->witness != 0)
        mms_trace_builder_add_note (
            builder, FALSE,
            "the events of CPU %u end at %s, but event %u of CPU %u shows that "
            "it went on (a full buffer, a cut or a filter): what it did after "
            "that is not known",
            ending->cpu, stamp, ending->witness, (guint) events[ending->witness - 1].cpu);
      else if (ending->is_broken_off)
        mms_trace_builder_add_note (
            builder, FALSE,
            "the events of CPU %u end at %s, in the midst of something (a full "
            "buffer or a cut): what it did after that is not known",
            ending->cpu, stamp);
      else if (++n_others <= max)
        g_string_append_printf (others, "%s%u (at %s)", n_others > 1 ? ", " : "", ending->cpu,
                                stamp);
    }
  if (n_others > 0)
    mms_trace_builder_add_note (
        builder, FALSE,
        "the events of CPU %s%s end before the trace does; as buffers were full "
        "or cut, it is not known whether that CPU was idle",
        others->str, n_others > max ? " and more" : "");
}
