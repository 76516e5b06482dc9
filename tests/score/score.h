/* score.h
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "document.h"

G_BEGIN_DECLS

/* Print each miss, not only how many there are. */
extern gboolean mms_score_is_verbose;

/* How often a replayed value was right, wrong, or not known. */
typedef struct
{
  guint n_right;
  guint n_wrong;
  guint n_unknown;
} MmsScore;

/* Compares @point, whose value is an mm if @is_mm, with what the kernel said. */
void mms_score_add (MmsScore   *score,
                    MmsHistory *history,
                    MmsPoint    point,
                    gboolean    is_mm,
                    guint64     truth);
guint  mms_score_total   (const MmsScore *score);
double mms_score_unknown (const MmsScore *score); /* share, 0 .. 1 */

/* Each prints a table of its captures under @folder and answers whether the bar was reached. */

/* derived active_mm, loaded_mm, is_lazy after each switch, against NAME.truth.tsv */
gboolean mms_score_truth    (const char *folder);
/* the same against what the probes sampled on their own CPU (fields aN lN zN) */
gboolean mms_score_samples  (const char *folder);
/* derived mm_users and mm_count against what the probes sampled */
gboolean mms_score_counts   (const char *folder);
/* the same counts, changed by recorded operations, against the values that those returned */
gboolean mms_score_changes  (const char *folder);
/* D15 against the answer sheet in the trace (events `dangling`) */
gboolean mms_score_dangling (const char *folder);
/* the state replayed to the end against the second snapshot (events `state_*`) */
gboolean mms_score_end      (const char *folder);
/* findings above information by detector: each capture's causes, and nothing else */
gboolean mms_score_detectors (const char *folder);
/* findings above information on captures of correct kernels: none */
gboolean mms_score_clean    (const char *folder);
/* the same on those captures cut off at many places, where they can be read at all */
gboolean mms_score_cut      (const char *folder);

/* (transfer full) (element-type filename): the captures in @folder, binary and text, sorted */
GPtrArray *mms_score_list (const char *folder);
/* Opens @folder/@file; a failure to do so is printed and ends the program. */
MmsDocument *mms_score_open (const char    *folder,
                             const char    *file,
                             MmsReplayMode  mode);
/* (transfer full): @folder/NAME@suffix beside a capture called NAME.dat, NAME.trace.txt, … */
char *mms_score_beside (const char *folder,
                        const char *file,
                        const char *suffix);

G_END_DECLS
