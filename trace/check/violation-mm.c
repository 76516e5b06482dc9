/* violation-mm.c - the mm that a simulator's finding is about
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "violation-telling.h"

/* How far the end of @mm has come. */
static void
tell_end (MmsTelling *telling, guint mm)
{
  const MmsViolationChain *chain = telling->chain;
  const char *label = mms_history_get_mm (chain->history, mm)->label;
  MmsPoint state = mms_track_at (mms_history_get_mm_track (chain->history, mm, MMS_ATTRIBUTE_STATE),
                                 telling->event);
  int cpu;

  if (state.provenance == MMS_UNKNOWN || !mms_telling_has_room (telling, state.event))
    return;
  cpu = chain->events[state.event - 1].cpu;
  if (state.value == MMS_MM_ZOMBIE)
    mms_check_add_evidence (telling->finding, state.event, cpu,
                            "the last user gives up %s: mm_users is 0", label);
  else if (state.value == MMS_MM_DYING)
    mms_check_add_evidence (telling->finding, state.event, cpu,
                            "CPU %d drops the last reference to %s: mm_count is 0", cpu, label);
  else if (state.value == MMS_MM_FREED)
    mms_check_add_evidence (telling->finding, state.event, cpu, "CPU %d frees %s", cpu, label);
}

/* Where an address is used again, an old pointer to it means an mm that is gone. */
static void
tell_generations (MmsTelling *telling)
{
  const MmsViolationChain *chain = telling->chain;
  const MmsMm *mm = mms_history_get_mm (chain->history, telling->mm);
  guint before = telling->mm;

  if (!g_str_has_prefix (telling->finding->id, "D01") && !g_str_has_prefix (telling->finding->id, "D07"))
    return;
  do
    before--;
  while (before > 0 && mms_history_get_mm (chain->history, before)->pointer != mm->pointer);
  if (before == 0)
    return;
  tell_end (telling, before);
  if (mms_telling_has_room (telling, mm->first_event))
    mms_check_add_evidence (telling->finding, mm->first_event, -1,
                            "%s is made at the same address: an old pointer now names it", mm->label);
}

static gboolean
holds (const MmsTelling *telling, guint cpu, MmsAttribute holder)
{
  MmsPoint point = mms_track_at (
      mms_history_get_cpu_track (telling->chain->history, cpu, holder), telling->event);

  return point.provenance != MMS_UNKNOWN && (guint) point.value == telling->mm;
}

/* One link for each CPU is enough: what the finding is about first. */
static void
tell_holder (MmsTelling *telling, guint cpu)
{
  static const MmsAttribute holders[]
      = { MMS_ATTRIBUTE_ACTIVE_MM, MMS_ATTRIBUTE_LAZY_MM, MMS_ATTRIBUTE_LOADED_MM,
          MMS_ATTRIBUTE_MM_TO_MMDROP };
  MmsAttribute told = MMS_N_ATTRIBUTES;
  guint since;

  for (guint i = G_N_ELEMENTS (holders); i > 0; i--)
    if (holds (telling, cpu, holders[i - 1]))
      told = holders[i - 1];
  if ((g_str_has_prefix (telling->finding->id, "D02") || g_str_has_prefix (telling->finding->id, "D03"))
      && holds (telling, cpu, MMS_ATTRIBUTE_LOADED_MM))
    told = MMS_ATTRIBUTE_LOADED_MM;
  if (g_str_has_prefix (telling->finding->id, "D28") && holds (telling, cpu, MMS_ATTRIBUTE_MM_TO_MMDROP))
    told = MMS_ATTRIBUTE_MM_TO_MMDROP;
  if (told == MMS_N_ATTRIBUTES)
    return;
  since = mms_check_find_since (telling->chain->context, cpu, told, telling->event);
  if (mms_telling_has_room (telling, since))
    mms_check_tell_holder (telling->chain->context, telling->finding, telling->mm, cpu, told, since);
}

/* A CPU has left the mm when it loaded another one. */
static void
tell_loaded (MmsTelling *telling, guint cpu)
{
  MmsPoint point = mms_track_at (
      mms_history_get_cpu_track (telling->chain->history, cpu, MMS_ATTRIBUTE_LOADED_MM), telling->event);

  if (g_str_has_prefix (telling->finding->id, "D31") && point.value != 0
      && (guint) point.value != telling->mm && mms_telling_has_room (telling, point.event))
    mms_check_tell_holder (telling->chain->context, telling->finding, (guint) point.value, cpu,
                           MMS_ATTRIBUTE_LOADED_MM, point.event);
}

static void
tell_holders (MmsTelling *telling)
{
  guint own = (guint) telling->finding->cpu;
  guint n_cpus;
  const guint *cpus = mms_trace_get_cpus (telling->chain->trace, &n_cpus);

  tell_loaded (telling, own);
  tell_holder (telling, own);
  for (guint i = 0; i < n_cpus; i++)
    /* its users do not borrow it */
    if (cpus[i] != own && !holds (telling, cpus[i], MMS_ATTRIBUTE_MM))
      tell_holder (telling, cpus[i]);
}

void
mms_telling_tell_mm (MmsTelling *telling)
{
  tell_generations (telling);
  tell_holders (telling);
  tell_end (telling, telling->mm);
}
