/* temporary.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "temporary.h"

struct _MmsTemporaries
{
  GArray *cpus; /* MmsTemporary by CPU */
  gboolean has_ends;
};

MmsTemporaries *
mms_temporaries_new (MmsCheckContext *context)
{
  MmsTemporaries *temporaries = g_new0 (MmsTemporaries, 1);

  temporaries->cpus = g_array_new (FALSE, TRUE, sizeof (MmsTemporary));
  temporaries->has_ends = mms_check_has_role (context, MMS_ROLE_TEMP_MM_UNUSE);
  return temporaries;
}

void
mms_temporaries_free (MmsTemporaries *temporaries)
{
  g_array_unref (temporaries->cpus);
  g_free (temporaries);
}

static MmsTemporary *
take_cpu (MmsTemporaries *temporaries, guint cpu)
{
  if (cpu >= temporaries->cpus->len)
    g_array_set_size (temporaries->cpus, cpu + 1);
  return &g_array_index (temporaries->cpus, MmsTemporary, cpu);
}

/* efi_enter_mm() saves active_mm, use_temporary_mm() saves loaded_mm; neither has changed yet. */
static void
use (MmsCheckContext *context, MmsTemporary *temporary)
{
  guint64 mm;
  MmsAttribute source
      = mms_check_number (context, MMS_SLOT_MM, &mm)
            ? MMS_ATTRIBUTE_LOADED_MM
            : MMS_ATTRIBUTE_ACTIVE_MM;
  MmsPoint saved = mms_track_last (
      mms_history_get_cpu_track (context->history, context->record->cpu, source));

  temporary->used = context->event;
  temporary->saved = saved.provenance != MMS_UNKNOWN ? (guint) saved.value : 0;
  temporary->provenance = saved.provenance;
}

MmsTemporary
mms_temporaries_get (MmsTemporaries *temporaries, MmsCheckContext *context)
{
  MmsTemporary *cpu;
  MmsPoint task;

  if (!temporaries->has_ends)
    return (MmsTemporary){ 0 };
  cpu = take_cpu (temporaries, context->record->cpu);
  /* Where events of this CPU were lost, its way back may be among them. */
  task = mms_track_last (mms_history_get_cpu_track (context->history, context->record->cpu,
                                                    MMS_ATTRIBUTE_TASK));
  if (context->record->lost || task.provenance == MMS_UNKNOWN)
    cpu->used = 0;
  return *cpu;
}

MmsTemporary
mms_temporaries_look (MmsTemporaries *temporaries, MmsCheckContext *context)
{
  MmsTemporary before = mms_temporaries_get (temporaries, context);
  MmsTemporary *cpu;

  if (!temporaries->has_ends)
    return before;
  cpu = take_cpu (temporaries, context->record->cpu);
  cpu->used = 0;
  if (context->role == MMS_ROLE_TEMP_MM_USE)
    use (context, cpu);
  return before;
}

void
mms_temporaries_forget (MmsTemporaries *temporaries, guint cpu)
{
  take_cpu (temporaries, cpu)->used = 0;
}
