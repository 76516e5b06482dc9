/* text-form.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "text-form.h"

#include <string.h>

#include "text-value.h"

#define COMM_MAX 15

/* The kernel prints one letter per bit of a task's state; trace-cmd's plugin still uses the letters
 * of kernels before 4.14 for the same bits. */
#define KERNEL_LETTERS "SDTtXZPI"
#define PLUGIN_LETTERS "SDTtZXxW"

static const MmsTextForm forms_switch[] = {
  { "prev_comm={prev_comm} prev_pid={prev_pid} prev_prio={prev_prio} prev_state={prev_state} ==> "
    "next_comm={next_comm} next_pid={next_pid} next_prio={next_prio}",
    KERNEL_LETTERS },
  { "{prev_comm}:{prev_pid} [{prev_prio}] {prev_state} ==> "
    "{next_comm}:{next_pid} [{next_prio}]",
    PLUGIN_LETTERS },
  { "prev_comm={prev_comm} prev_pid={prev_pid} prev_prio={prev_prio} prev_state={prev_state} "
    "next_comm={next_comm} next_pid={next_pid} next_prio={next_prio}",
    KERNEL_LETTERS },
  { NULL },
};

static const MmsTextForm forms_wakeup[] = {
  { "comm={comm} pid={pid} prio={prio} target_cpu={target_cpu}" },
  { "{comm}:{pid} [{prio}] CPU:{target_cpu}" },
  { "comm={comm} pid={pid} prio={prio} success={success} target_cpu={target_cpu}" },
  { "{comm}:{pid} [{prio}] success={success} CPU:{target_cpu}" },
  { NULL },
};

static const MmsTextForm forms_fork[] = {
  { "comm={parent_comm} pid={parent_pid} child_comm={child_comm} child_pid={child_pid}" },
  { "parent_comm={parent_comm} parent_pid={parent_pid} child_comm={child_comm} "
    "child_pid={child_pid}" },
  { NULL },
};

static const MmsTextForm forms_exec[] = {
  { "filename={filename} pid={pid} old_pid={old_pid}" },
  { NULL },
};

static const MmsTextForm forms_task[] = {
  { "comm={comm} pid={pid} prio={prio}" },
  { "comm={comm} pid={pid} prio={prio} group_dead={group_dead}" },
  { NULL },
};

static const MmsTextForm forms_migrate[] = {
  { "comm={comm} pid={pid} prio={prio} orig_cpu={orig_cpu} dest_cpu={dest_cpu}" },
  { NULL },
};

static const MmsTextForm forms_newtask[] = {
  { "pid={pid} comm={comm} clone_flags={clone_flags} oom_score_adj={oom_score_adj}" },
  { NULL },
};

static const MmsTextForm forms_rename[] = {
  { "pid={pid} oldcomm={oldcomm} newcomm={newcomm} oom_score_adj={oom_score_adj}" },
  { "oldcomm={oldcomm} newcomm={newcomm} oom_score_adj={oom_score_adj}" },
  { NULL },
};

static const MmsTextForm forms_setprio[] = {
  { "comm={comm} pid={pid} oldprio={oldprio} newprio={newprio}" },
  { NULL },
};

static const MmsTextForm forms_runtime[] = {
  { "comm={comm} pid={pid} runtime={runtime} [ns] vruntime={vruntime} [ns]" },
  { "comm={comm} pid={pid} runtime={runtime} [ns]" },
  { NULL },
};

static const MmsTextForm forms_delay[] = {
  { "comm={comm} pid={pid} delay={delay} [ns]" },
  { NULL },
};

static const MmsTextForm forms_tlb_flush[] = {
  { "pages:{pages} reason:{reason}" },
  { "pages={pages} reason={reason}" },
  { NULL },
};

static const MmsTextForm forms_cpuhp_enter[] = {
  { "cpu: {cpu} target: {target} step: {idx} ({fun})" },
  { NULL },
};

static const MmsTextForm forms_cpuhp_exit[] = {
  { "cpu: {cpu}  state: {state} step: {idx} ret: {ret}" },
  { NULL },
};

/* The kernel prints a system call's arguments in hexadecimal without 0x. */
static const MmsTextForm forms_enter_membarrier[] = {
  { "sys_membarrier(cmd: {cmd}, flags: {flags}, cpu_id: {cpu_id})" },
  { "cmd: {cmd}, flags: {flags}, cpu_id: {cpu_id}" },
  { "sys_membarrier(cmd: {cmd}, flags: {flags})" },
  { "cmd: {cmd}, flags: {flags}" },
  { NULL },
};

static const MmsTextForm forms_exit_membarrier[] = {
  { "sys_membarrier -> {ret}" },
  { "{ret}" },
  { NULL },
};

static const MmsTextForm forms_function[] = {
  { "{ip} <-{parent_ip}" },
  { NULL },
};

static const struct
{
  const char *name;
  const MmsTextForm *forms;
} events[] = {
  { "sched_switch", forms_switch },
  { "sched_wakeup", forms_wakeup },
  { "sched_wakeup_new", forms_wakeup },
  { "sched_waking", forms_wakeup },
  { "sched_process_fork", forms_fork },
  { "sched_process_exec", forms_exec },
  { "sched_process_exit", forms_task },
  { "sched_process_free", forms_task },
  { "sched_process_wait", forms_task },
  { "sched_wait_task", forms_task },
  { "sched_migrate_task", forms_migrate },
  { "task_newtask", forms_newtask },
  { "task_rename", forms_rename },
  { "sched_pi_setprio", forms_setprio },
  { "sched_stat_runtime", forms_runtime },
  { "sched_stat_wait", forms_delay },
  { "sched_stat_sleep", forms_delay },
  { "sched_stat_iowait", forms_delay },
  { "sched_stat_blocked", forms_delay },
  { "tlb_flush", forms_tlb_flush },
  { "cpuhp_enter", forms_cpuhp_enter },
  { "cpuhp_multi_enter", forms_cpuhp_enter },
  { "cpuhp_exit", forms_cpuhp_exit },
  { "sys_enter_membarrier", forms_enter_membarrier },
  { "sys_exit_membarrier", forms_exit_membarrier },
  { "function", forms_function },
};

const MmsTextForm *
mms_text_form_find (MmsTextSpan name)
{
  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    {
      if (mms_text_span_is (name, events[i].name))
        return events[i].forms;
    }
  return NULL;
}

typedef enum
{
  VALUE_WORD,
  VALUE_NUMBER,
  VALUE_COMM,
  VALUE_ANY,
} ValueClass;

static gboolean
has_suffix (MmsTextSpan key, const char *suffix)
{
  gsize length = strlen (suffix);

  return key.length >= length && memcmp (key.start + key.length - length, suffix, length) == 0;
}

static ValueClass
get_class (MmsTextSpan key)
{
  if (has_suffix (key, "comm"))
    return VALUE_COMM;
  if (has_suffix (key, "pid") || has_suffix (key, "prio") || has_suffix (key, "cpu"))
    return VALUE_NUMBER;
  if (mms_text_span_is (key, "filename") || mms_text_span_is (key, "reason"))
    return VALUE_ANY;
  return VALUE_WORD;
}

/* Where the value that begins at @p must end at the latest. */
static const char *
get_limit (ValueClass class, const char *p, const char *end)
{
  const char *limit = p;

  switch (class)
    {
    case VALUE_WORD:
      while (limit < end && *limit != ' ')
        limit++;
      return limit;
    case VALUE_NUMBER:
      if (limit < end && *limit == '-')
        limit++;
      while (limit < end && g_ascii_isdigit (*limit))
        limit++;
      return limit;
    case VALUE_COMM:
      limit = p < end && *p == 'A' ? mms_text_skip_array (p, end) : NULL;
      return limit != NULL ? limit : p + MIN (end - p, COMM_MAX);
    default:
      return end;
    }
}

typedef struct
{
  const char *end;
  MmsTextSpan *keys;
  MmsTextSpan *values;
  guint n_values;
} Match;

/* Matches @pattern from @p to the end of the text, trying shorter values before longer ones.  The
 * depth is that of the pattern; names of 15 bytes bound the breadth. */
static gboolean
match_rest (Match *match, const char *pattern, const char *p, guint n)
{
  MmsTextSpan key;
  ValueClass class;
  const char *close;
  const char *last;

  for (; *pattern != '{'; pattern++, p++)
    {
      if (*pattern == '\0')
        {
          match->n_values = n;
          return p == match->end;
        }
      if (p == match->end || *p != *pattern)
        return FALSE;
    }
  if (n == MMS_TEXT_FORM_PARTS)
    return FALSE;

  close = strchr (pattern, '}');
  key.start = pattern + 1;
  key.length = (gsize) (close - pattern - 1);
  class = get_class (key);
  pattern = close + 1;

  /* Numbers may be aligned */
  if (class == VALUE_WORD || class == VALUE_NUMBER)
    while (p < match->end && *p == ' ')
      p++;

  match->keys[n] = key;
  match->values[n].start = p;
  last = get_limit (class, p, match->end);
  if (class == VALUE_NUMBER)
    p = last;
  else if (class == VALUE_WORD)
    p++;
  if (match->values[n].start == last && class != VALUE_COMM)
    return FALSE;

  if (*pattern == '\0')
    {
      match->values[n].length = (gsize) (last - match->values[n].start);
      match->n_values = n + 1;
      while (last < match->end && *last == ' ')
        last++;
      return last == match->end;
    }

  for (; p <= last && p < match->end; p++)
    {
      /* What follows a value is always a literal, so its first character finds the candidates */
      p = memchr (p, *pattern, (gsize) (match->end - p));
      if (p == NULL || p > last)
        return FALSE;
      match->values[n].length = (gsize) (p - match->values[n].start);
      if (match_rest (match, pattern, p, n + 1))
        return TRUE;
    }
  return FALSE;
}

const MmsTextForm *
mms_text_form_match (const MmsTextForm *forms, MmsTextSpan info,
                     MmsTextSpan keys[MMS_TEXT_FORM_PARTS],
                     MmsTextSpan values[MMS_TEXT_FORM_PARTS], guint *n_values)
{
  Match match = { .end = info.start + info.length, .keys = keys, .values = values };

  for (; forms->pattern != NULL; forms++)
    {
      const char *start = info.start;

      /* Blanks in front belong to a value or to nothing. */
      while (*forms->pattern != '{' && start < match.end && *start == ' ')
        start++;
      if (match_rest (&match, forms->pattern, start, 0))
        {
          *n_values = match.n_values;
          return forms;
        }
    }
  return NULL;
}
