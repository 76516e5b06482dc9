/* fuzz-litmus.c - what is taken for a litmus test must run, too
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "fuzz.h"
#include "sim/litmus-answer.h"

/* Enough to come to some ends of a small test, and no time to lose with a large one. */
static const MmsOutcomeLimits limits = { .max_states = 200 };

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (MmsLitmus) litmus = mms_litmus_read ("fuzz", (const char *) data, size, &error);

  if (litmus == NULL)
    {
      g_assert_true (error != NULL && g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  for (guint i = 0; i < MMS_N_MEMORIES; i++)
    {
      g_autoptr (MmsLitmusAnswer) answer = mms_litmus_answer (litmus, (MmsMemory) i, &limits, NULL,
                                                              NULL);

      if (answer == NULL)
        continue;
      for (guint j = 0; j < answer->n_ends; j++)
        g_free (mms_litmus_answer_format_end (litmus, answer, j));
    }
  return 0;
}
