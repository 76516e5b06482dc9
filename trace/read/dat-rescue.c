/* dat-rescue.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-rescue.h"

#include "dat-options.h"
#include "dat-sections.h"

/* For a head that no option led to: might it be one? */
static gboolean
is_plausible (const MmsDatFile    *file,
              const MmsDatSection *section)
{
  return section->id < MMS_DAT_N_SECTIONS &&
         (section->id == MMS_DAT_OPTIONS || section->id == MMS_DAT_BUFFER ||
          section->id >= MMS_DAT_STRINGS) &&
         section->size <= file->size - section->offset - MMS_DAT_SECTION_HEAD;
}

void
mms_dat_rescue_sections (MmsDatFile *file)
{
  guint64 offset = file->first_section;
  MmsDatSection section;

  while (mms_dat_section_read_head (&section, file, offset) && is_plausible (file, &section))
    {
      if (section.id >= MMS_DAT_HEADER_INFO && file->sections[section.id] == 0)
        file->sections[section.id] = offset;
      offset += MMS_DAT_SECTION_HEAD + section.size;
    }
}
