/* barriers.h - which barriers of a scheme are needed, and where one is missing
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#pragma once

#include "sim/explore.h"
#include "subject.h"

G_BEGIN_DECLS

/**
 * mms_barriers_ask:
 * @words: without its scenario
 * @scenarios: (array zero-terminated=1): paths or names; "all": those of the library
 * @options: the limits of each search
 *
 * Weakens each barrier of the scheme in each scenario, and searches what comes of it; where a scenario
 * goes wrong as it is, and does not under sc, looks for barriers that repair it.
 *
 * Returns: the exit status: %MMS_STATUS_FINDINGS if a scenario is violated as it is,
 *   %MMS_STATUS_DAMAGED if a search was not finished
 */
int mms_barriers_ask (const MmsLibrary        *library,
                      const MmsSubjectWords   *words,
                      const char *const       *scenarios,
                      const MmsExploreOptions *options,
                      gboolean                 as_json);

G_END_DECLS
