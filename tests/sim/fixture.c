/* fixture.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fixture.h"

#include <string.h>

void
fixture_set (Fixture *fixture,
             guint8 number,
             int value)
{
  const MmsInstruction instruction = { .op = MMS_OP_CONST, .a = number, .b = NONE, .c = NONE,
                                       .index = NONE, .imm = (gint16) value };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_load (Fixture *fixture,
              guint8 to,
              guint field,
              guint8 index)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_LOAD, .a = to, .b = NONE, .c = NONE, .index = index,
          .field = (guint16) field, .order = MMS_ORDER_ONCE };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_store (Fixture *fixture,
               guint field,
               guint8 index,
               guint8 from,
               MmsOrder order)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_STORE, .a = NONE, .b = from, .c = NONE, .index = index,
          .field = (guint16) field, .order = (guint8) order };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_operation (Fixture *fixture,
                   MmsOp op,
                   guint8 a,
                   guint8 b,
                   guint8 c,
                   int imm)
{
  const MmsInstruction instruction = { .op = (guint8) op, .a = a, .b = b, .c = c, .index = NONE,
                                       .imm = (gint16) imm, .order = MMS_ORDER_FULL };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_modify (Fixture *fixture,
                MmsOp op,
                guint field,
                guint8 index,
                guint8 a,
                guint8 b,
                guint8 c)
{
  const MmsInstruction instruction
      = { .op = (guint8) op, .a = a, .b = b, .c = c, .index = index, .field = (guint16) field,
          .order = MMS_ORDER_FULL };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_fence (Fixture *fixture)
{
  const MmsInstruction instruction
      = { .op = MMS_OP_FENCE, .a = NONE, .b = NONE, .c = NONE, .index = NONE,
          .order = MMS_ORDER_MB };

  mms_program_emit (fixture->program, &instruction);
}

void
fixture_end (Fixture *fixture)
{
  fixture_operation (fixture, MMS_OP_RETURN, NONE, NONE, NONE, 0);
}

guint16
fixture_here (Fixture *fixture)
{
  return (guint16) fixture->program->code->len;
}

void
fixture_add_statement (Fixture *fixture,
                       guint cpu,
                       guint16 entry,
                       MmsStatementKind kind)
{
  const MmsStatement statement = { kind, entry };

  g_array_append_val (fixture->program->scripts[cpu], statement);
}

Fixture
fixture_begin (guint n_cpus)
{
  Fixture fixture = { mms_program_new () };
  MmsProgram *program = fixture.program;
  guint n_tasks = n_cpus + 1;

  program->n_cpus = n_cpus;
  program->n_mms = 3;
  program->mm_names[0] = g_strdup ("init_mm");
  program->mm_names[1] = g_strdup ("A");
  program->mm_names[2] = g_strdup ("B");
  for (guint i = 0; i < n_cpus; i++)
    {
      g_autofree char *name = g_strdup_printf ("idle%u", i);

      mms_program_add_task (program, name, TRUE, -1);
    }
  mms_program_add_task (program, "sh", FALSE, -1);
  fixture.x = mms_program_add_field (program, NULL, "x", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                     MMS_FIELD_PLAIN, 1);
  fixture.y = mms_program_add_field (program, NULL, "y", MMS_OBJECT_GLOBAL, MMS_TYPE_INT,
                                     MMS_FIELD_PLAIN, 1);
  fixture.users = mms_program_add_field (program, "mm", "mm_users", MMS_OBJECT_MM, MMS_TYPE_INT,
                                         MMS_FIELD_REFCOUNT, 3);
  fixture.count = mms_program_add_field (program, "mm", "mm_count", MMS_OBJECT_MM, MMS_TYPE_INT,
                                         MMS_FIELD_REFCOUNT, 3);
  fixture.active_mm = mms_program_add_field (program, "task", "active_mm", MMS_OBJECT_TASK,
                                             MMS_TYPE_MM, MMS_FIELD_HOLDER, n_tasks);
  fixture.slot = mms_program_add_field (program, "rq", "lazy_mm", MMS_OBJECT_CPU, MMS_TYPE_MM,
                                        MMS_FIELD_HAZARD, n_cpus);
  fixture.deferred = mms_program_add_field (program, "rq", "mm_to_mmdrop", MMS_OBJECT_CPU,
                                            MMS_TYPE_MM, MMS_FIELD_DEFERRED, n_cpus);
  for (guint i = 0; i < n_tasks; i++)
    mms_program_set_initial (program, fixture.active_mm, i, 1);
  for (guint i = 0; i < 3; i++)
    {
      mms_program_set_initial (program, fixture.count, i, 1);
      mms_program_set_initial (program, fixture.users, i, 1);
    }
  return fixture;
}

/* ---- all runs ---- */

typedef struct
{
  const MmsMachine *machine;
  GHashTable *seen; /* GBytes */
  GHashTable *ends; /* GBytes: values of the first two locations */
  MmsAlarms alarms;
} Search;

static void
visit (Search *search, const MmsCell *state)
{
  guint n_cells = mms_machine_get_n_cells (search->machine);
  MmsTransition transitions[MMS_MAX_TRANSITIONS];
  g_autofree MmsCell *next = g_new (MmsCell, n_cells);
  GBytes *bytes = g_bytes_new (state, n_cells * sizeof *state);
  guint n;

  if (!g_hash_table_add (search->seen, bytes))
    return;
  n = mms_machine_list (search->machine, state, transitions);
  if (mms_machine_check_end (search->machine, state, n, &search->alarms, NULL, NULL))
    g_hash_table_add (search->ends, g_bytes_new (state, 2 * sizeof *state));
  for (guint i = 0; i < n; i++)
    {
      memcpy (next, state, n_cells * sizeof *next);
      if (mms_machine_apply (search->machine, next, &transitions[i], &search->alarms, NULL, NULL))
        visit (search, next);
    }
}

char *
fixture_explore (Fixture *fixture,
                 MmsMemory memory,
                 gboolean reduce,
                 char **ends,
                 guint *n_states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsMachine) machine = mms_machine_new (fixture->program, memory, 0, reduce, &error);
  Search search = { machine };
  g_autofree MmsCell *state = NULL;
  GString *text = g_string_new (NULL);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  g_assert_no_error (error);
  search.seen = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                       (GDestroyNotify) g_bytes_unref, NULL);
  search.ends = g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                       (GDestroyNotify) g_bytes_unref, NULL);
  state = g_new (MmsCell, mms_machine_get_n_cells (machine));
  mms_machine_get_initial (machine, state, &search.alarms);
  visit (&search, state);
  for (guint i = 0; i < mms_machine_get_n_alarms (machine); i++)
    if (mms_alarms_has (&search.alarms, i))
      g_string_append_printf (text, " %s", mms_machine_get_alarm_id (machine, i));
  if (n_states != NULL)
    *n_states = g_hash_table_size (search.seen);
  if (ends != NULL)
    {
      GString *list = g_string_new (NULL);

      for (int x = 0; x < 4; x++)
        for (int y = 0; y < 4; y++)
          {
            MmsCell pair[2] = { (MmsCell) x, (MmsCell) y };
            g_autoptr (GBytes) bytes = g_bytes_new (pair, sizeof pair);

            if (g_hash_table_contains (search.ends, bytes))
              g_string_append_printf (list, "%s%d%d", list->len > 0 ? " " : "", x, y);
          }
      *ends = g_string_free (list, FALSE);
    }
  g_hash_table_unref (search.seen);
  g_hash_table_unref (search.ends);
  return g_string_free (text, FALSE);
}

void
fixture_finish (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  mms_program_finish (fixture->program, &error);
  g_assert_no_error (error);
}

void
fixture_expect (Fixture *fixture,
                MmsMemory memory,
                const char *alarms,
                const char *ends)
{
  guint n_full = 0;
  guint n_reduced = 0;

  for (int reduce = 0; reduce < 2; reduce++)
    {
      g_autofree char *found_ends = NULL;
      g_autofree char *found
          = fixture_explore (fixture, memory, reduce, &found_ends, reduce ? &n_reduced : &n_full);

      g_assert_cmpstr (found, ==, alarms);
      if (ends != NULL)
        g_assert_cmpstr (found_ends, ==, ends);
    }
  g_assert_cmpuint (n_reduced, <=, n_full);
}
