/* litmus-questions.c - what a litmus test asks of the ends of its runs
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "litmus-build.h"

static gboolean parse_condition (MmsLitmusBuild *build, MmsLitmusFormula *formula);

static gboolean
add (MmsLitmusBuild *build, MmsLitmusFormula *formula, MmsFormulaKind kind, guint place, int number)
{
  return mms_litmus_formula_add (formula, kind, place, number)
         || mms_litmus_fail (&build->scan, NULL, "a condition can have %d parts",
                             MMS_FORMULA_MAX_ITEMS);
}

/* The place called @name, which is at @location; -1: too many. */
static int
add_place (MmsLitmusBuild *build, const char *name, guint location, gboolean is_shown)
{
  GArray *places = build->litmus->places;
  MmsLitmusPlace place = { .location = location, .is_shown = is_shown };

  for (guint i = 0; i < places->len; i++)
    {
      MmsLitmusPlace *other = &g_array_index (places, MmsLitmusPlace, i);

      if (g_str_equal (other->name, name))
        {
          other->is_shown |= is_shown;
          return (int) i;
        }
    }
  place.name = g_strdup (name);
  g_array_append_val (places, place);
  return (int) places->len - 1;
}

/* `0:r1`, at the number. */
static int
parse_local (MmsLitmusBuild *build, gboolean is_shown)
{
  MmsLitmusScan *scan = &build->scan;
  const guint process = (guint) scan->token.number;
  g_autofree char *name = NULL;
  const MmsLitmusLocal *local;
  int field;

  if (process >= build->n_processes)
    {
      mms_litmus_fail (scan, NULL, "there is no P%u", process);
      return -1;
    }
  mms_litmus_next (scan);
  if (!mms_litmus_expect (scan, ":"))
    return -1;
  if (scan->token.kind != MMS_LITMUS_NAME)
    {
      mms_litmus_fail_expected (scan, "a local's name");
      return -1;
    }
  local = mms_litmus_find_local (build, process, &scan->token);
  if (local == NULL || local->variable >= 0)
    {
      mms_litmus_fail (scan, NULL, "P%u has no local '%.*s'", process, (int) scan->token.length,
                       scan->token.start);
      return -1;
    }
  mms_litmus_next (scan);
  name = g_strdup_printf ("%u:%s", process, local->name);
  if (!g_ptr_array_find_with_equal_func (build->facts->observed, name, g_str_equal, NULL))
    g_ptr_array_add (build->facts->observed, g_strdup (name));
  /* The first time there is no field for it yet, and nothing of that program is used. */
  field = mms_program_find_field (build->program, NULL, name);
  return add_place (build, name,
                    field < 0 ? 0 : g_array_index (build->program->fields, MmsSimField, field).base,
                    is_shown);
}

/* `0:r1`, `x`, `[x]`; -1: something is wrong */
static int
parse_place (MmsLitmusBuild *build, gboolean is_shown)
{
  MmsLitmusScan *scan = &build->scan;
  g_autofree char *name = NULL;
  gboolean is_bracketed;
  int variable;

  if (scan->token.kind == MMS_LITMUS_NUMBER)
    return parse_local (build, is_shown);
  is_bracketed = mms_litmus_accept (scan, "[") || mms_litmus_accept (scan, "*");
  if (scan->token.kind != MMS_LITMUS_NAME)
    {
      mms_litmus_fail_expected (scan, "a variable, or a local as in 0:r1");
      return -1;
    }
  variable = mms_litmus_find_variable (build, &scan->token);
  if (variable < 0)
    {
      mms_litmus_fail (scan, NULL, "there is no variable '%.*s'", (int) scan->token.length,
                       scan->token.start);
      return -1;
    }
  name = mms_litmus_token_dup (&scan->token);
  mms_litmus_next (scan);
  if (is_bracketed && scan->token.kind == MMS_LITMUS_SIGN && mms_litmus_is (scan, "]"))
    mms_litmus_next (scan);
  if (scan->error != NULL)
    return -1;
  return add_place (build, name, mms_litmus_get_location (build, (guint) variable), is_shown);
}

/* Behind `=`: a number, a variable whose address is meant, or another place. */
static gboolean
parse_equal (MmsLitmusBuild *build, MmsLitmusFormula *formula, guint place, gboolean is_shown)
{
  MmsLitmusScan *scan = &build->scan;
  const MmsLitmusToken token = scan->token;
  const char *behind = scan->p;
  gboolean is_negative = mms_litmus_accept (scan, "-");
  int other;

  if (scan->token.kind == MMS_LITMUS_NUMBER)
    {
      int number = scan->token.number;

      mms_litmus_next (scan);
      if (is_negative || !mms_litmus_is (scan, ":"))
        return add (build, formula, MMS_FORMULA_HAS, place, is_negative ? -number : number);
      scan->token = token;
      scan->p = behind;
    }
  if (scan->token.kind == MMS_LITMUS_NUMBER || mms_litmus_is (scan, "["))
    {
      other = parse_place (build, is_shown);
      return other >= 0 && add (build, formula, MMS_FORMULA_SAME, place, other);
    }
  mms_litmus_accept (scan, "&");
  other = scan->token.kind == MMS_LITMUS_NAME ? mms_litmus_find_variable (build, &scan->token) : -1;
  if (other < 0)
    return mms_litmus_fail_expected (scan, "a number, or a variable");
  mms_litmus_next (scan);
  return add (build, formula, MMS_FORMULA_HAS, place,
              mms_litmus_take_address (build, (guint) other));
}

static gboolean
parse_atom (MmsLitmusBuild *build, MmsLitmusFormula *formula)
{
  MmsLitmusScan *scan = &build->scan;
  gboolean is_shown = formula == build->litmus->condition;
  int place;

  if (mms_litmus_accept (scan, "true"))
    return add (build, formula, MMS_FORMULA_TRUE, 0, 0);
  if (mms_litmus_accept (scan, "false"))
    return add (build, formula, MMS_FORMULA_FALSE, 0, 0);
  if (mms_litmus_accept (scan, "("))
    return parse_condition (build, formula) && mms_litmus_expect (scan, ")");
  place = parse_place (build, is_shown);
  if (place < 0)
    return FALSE;
  if (mms_litmus_accept (scan, "!="))
    return parse_equal (build, formula, (guint) place, is_shown)
           && add (build, formula, MMS_FORMULA_NOT, 0, 0);
  if (!mms_litmus_accept (scan, "=="))
    if (!mms_litmus_expect (scan, "="))
      return FALSE;
  return parse_equal (build, formula, (guint) place, is_shown);
}

static gboolean
parse_not (MmsLitmusBuild *build, MmsLitmusFormula *formula)
{
  gboolean is_good;

  if (!mms_litmus_enter (build))
    return FALSE;
  if (mms_litmus_accept (&build->scan, "~") || mms_litmus_accept (&build->scan, "not"))
    is_good = parse_not (build, formula) && add (build, formula, MMS_FORMULA_NOT, 0, 0);
  else
    is_good = parse_atom (build, formula);
  mms_litmus_leave (build);
  return is_good;
}

static gboolean
parse_and (MmsLitmusBuild *build, MmsLitmusFormula *formula)
{
  if (!parse_not (build, formula))
    return FALSE;
  while (mms_litmus_accept (&build->scan, "/\\") || mms_litmus_accept (&build->scan, "&&"))
    if (!parse_not (build, formula) || !add (build, formula, MMS_FORMULA_AND, 0, 0))
      return FALSE;
  return TRUE;
}

static gboolean
parse_or (MmsLitmusBuild *build, MmsLitmusFormula *formula)
{
  if (!parse_and (build, formula))
    return FALSE;
  while (mms_litmus_accept (&build->scan, "\\/") || mms_litmus_accept (&build->scan, "||"))
    if (!parse_and (build, formula) || !add (build, formula, MMS_FORMULA_OR, 0, 0))
      return FALSE;
  return TRUE;
}

static gboolean
parse_condition (MmsLitmusBuild *build, MmsLitmusFormula *formula)
{
  gboolean is_good;

  if (!parse_or (build, formula))
    return FALSE;
  if (!mms_litmus_accept (&build->scan, "=>"))
    return build->scan.error == NULL;
  if (!mms_litmus_enter (build))
    return FALSE;
  is_good = parse_condition (build, formula) && add (build, formula, MMS_FORMULA_IMPLIES, 0, 0);
  mms_litmus_leave (build);
  return is_good;
}

/* `locations [x; 0:r1;]` */
static gboolean
parse_locations (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;

  if (!mms_litmus_expect (scan, "["))
    return FALSE;
  while (!mms_litmus_accept (scan, "]"))
    {
      if (parse_place (build, TRUE) < 0)
        return FALSE;
      if (!mms_litmus_is (scan, "]") && !mms_litmus_expect (scan, ";"))
        return FALSE;
    }
  return scan->error == NULL;
}

static gboolean
parse_filter (MmsLitmusBuild *build)
{
  if (build->litmus->filter != NULL)
    return mms_litmus_fail (&build->scan, NULL, "there is a filter already");
  build->litmus->filter = mms_litmus_formula_new ();
  return parse_condition (build, build->litmus->filter);
}

static gboolean
parse_quantifier (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;

  if (mms_litmus_accept (scan, "exists"))
    build->litmus->quantifier = MMS_LITMUS_EXISTS;
  else if (mms_litmus_accept (scan, "forall"))
    build->litmus->quantifier = MMS_LITMUS_FORALL;
  else if (mms_litmus_accept (scan, "~"))
    {
      build->litmus->quantifier = MMS_LITMUS_NOT_EXISTS;
      return mms_litmus_expect (scan, "exists");
    }
  else
    return mms_litmus_fail_expected (scan, "exists, ~exists or forall");
  return scan->error == NULL;
}

gboolean
mms_litmus_parse_questions (MmsLitmusBuild *build)
{
  MmsLitmusScan *scan = &build->scan;

  for (;;)
    {
      if (mms_litmus_accept (scan, "locations"))
        {
          if (!parse_locations (build))
            return FALSE;
        }
      else if (mms_litmus_accept (scan, "filter"))
        {
          if (!parse_filter (build))
            return FALSE;
        }
      else
        break;
    }
  build->litmus->condition = mms_litmus_formula_new ();
  if (!parse_quantifier (build) || !parse_condition (build, build->litmus->condition))
    return FALSE;
  mms_litmus_accept (scan, ";");
  return scan->token.kind == MMS_LITMUS_END ? scan->error == NULL
                                            : mms_litmus_fail_expected (scan, "the end of the file");
}
