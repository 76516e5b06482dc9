/* dat-show.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "dat-show.h"

#include "dat-cursor.h"

void
mms_dat_show_number (const MmsDatLook *look,
                     const MmsField *field,
                     MmsDatSymbols *symbols,
                     guint64 value,
                     GString *text)
{
  const guint bits = 8 * field->element_size;
  const guint64 mask = bits < 64 ? (G_GUINT64_CONSTANT (1) << bits) - 1 : G_MAXUINT64;
  guint64 offset;
  const char *name;

  if (look->words)
    {
      mms_dat_words_append (look->words, value, text);
      return;
    }

  switch (look->show)
    {
    case MMS_DAT_SHOW_SYMBOL:
      name = mms_dat_symbols_find (symbols, value, &offset);
      if (name)
        g_string_append_printf (text, "%s+0x%" G_GINT64_MODIFIER "x", name, offset);
      else
        g_string_append_printf (text, "0x%" G_GINT64_MODIFIER "x", value & mask);
      return;

    case MMS_DAT_SHOW_STRING:
    case MMS_DAT_SHOW_HEX:
      g_string_append_printf (text, "0x%" G_GINT64_MODIFIER "x", value & mask);
      return;

    case MMS_DAT_SHOW_SIGNED:
      g_string_append_printf (text, "%" G_GINT64_FORMAT,
                              bits == 32 ? (gint64) (gint32)value : (gint64) value);
      return;

    case MMS_DAT_SHOW_PRINTF:
    case MMS_DAT_SHOW_NUMBER:
    default:
      if (field->is_signed)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) value);
      else
        g_string_append_printf (text, "%" G_GUINT64_FORMAT, value);
    }
}

void
mms_dat_show_mask (const MmsDatLayout *layout, const guint8 *bytes, gsize size, GString *text)
{
  for (gsize at = size / 4; at-- > 0;)
    {
      gsize place = 4 * at;

      /* In big endian the high half of a long comes first. */
      if (layout->big_endian && layout->long_size == 8)
        place ^= 4;
      if (place + 4 <= size)
        g_string_append_printf (text, "%s%08x", text->len > 0 ? "," : "",
                                mms_dat_load32 (bytes + place, layout->big_endian));
    }
}

/* The bits of common_flags since Linux 5.18; before, fewer of them were used, none differently but
 * 0x80 and 0x02, which x86 never set. */
enum
{
  FLAG_IRQS_OFF = 0x01,
  FLAG_IRQS_UNKNOWN = 0x02,
  FLAG_NEED_RESCHED = 0x04,
  FLAG_HARDIRQ = 0x08,
  FLAG_SOFTIRQ = 0x10,
  FLAG_PREEMPT_RESCHED = 0x20,
  FLAG_NMI = 0x40,
  FLAG_BH_OFF = 0x80,
};

static char
show_irqs (guint flags)
{
  if (flags & FLAG_IRQS_OFF)
    return flags & FLAG_BH_OFF ? 'D' : 'd';
  if (flags & FLAG_BH_OFF)
    return 'b';
  return flags & FLAG_IRQS_UNKNOWN ? 'X' : '.';
}

static char
show_resched (guint flags)
{
  if (flags & FLAG_NEED_RESCHED)
    return flags & FLAG_PREEMPT_RESCHED ? 'N' : 'n';
  return flags & FLAG_PREEMPT_RESCHED ? 'p' : '.';
}

static char
show_context (guint flags)
{
  if (flags & FLAG_NMI)
    return flags & FLAG_HARDIRQ ? 'Z' : 'z';
  if (flags & FLAG_HARDIRQ)
    return flags & FLAG_SOFTIRQ ? 'H' : 'h';
  return flags & FLAG_SOFTIRQ ? 's' : '.';
}

static char
show_depth (guint depth)
{
  return depth == 0 ? '.' : "0123456789abcdef"[depth & 0xf];
}

void
mms_dat_show_flags (guint flags, guint count, char text[8])
{
  text[0] = show_irqs (flags);
  text[1] = show_resched (flags);
  text[2] = show_context (flags);
  text[3] = show_depth (count & 0xf);
  text[4] = show_depth ((count >> 4) & 0xf);
  text[5] = '\0';
}
