/* step-menu.c
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */

#include "step-menu.h"

#define LABEL_CHARS 10

static const struct
{
  const char *name;
  const char *label; /* on the button */
  const char *item;  /* in the menu */
  const char *words;
} steps[MMS_N_STEPS] = {
  [MMS_STEP_EVENT] = { "event", "1 event", "One _event", "One event" },
  [MMS_STEP_OPERATION] = { "operation", "1 operation", "One memory _operation (M)",
                           "One memory operation" },
  [MMS_STEP_LINE] = { "line", "1 line", "To another _line of the source (I)", "One line of the source" },
  [MMS_STEP_CPU] = { "cpu", "on 1 CPU", "One event of the selected _CPU (Shift+.)",
                     "One event of the selected CPU" },
};

const char *
mms_step_get_name (MmsStep step)
{
  g_return_val_if_fail (step < MMS_N_STEPS, NULL);

  return steps[step].name;
}

const char *
mms_step_describe (MmsStep step)
{
  g_return_val_if_fail (step < MMS_N_STEPS, NULL);

  return steps[step].words;
}

gboolean
mms_step_parse (const char *name, MmsStep *step)
{
  for (guint i = 0; i < MMS_N_STEPS; i++)
    if (g_str_equal (steps[i].name, name))
      {
        *step = (MmsStep) i;
        return TRUE;
      }
  return FALSE;
}

GtkWidget *
mms_step_menu_new (void)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *label = gtk_label_new (NULL);
  g_autoptr (GMenu) menu = g_menu_new ();

  for (guint i = 0; i < MMS_N_STEPS; i++)
    {
      g_autofree char *action = g_strdup_printf ("win.step-by::%s", steps[i].name);

      g_menu_append (menu, steps[i].item, action);
    }
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  /* As wide as the longest, so that nothing moves when another is chosen. */
  gtk_label_set_width_chars (GTK_LABEL (label), LABEL_CHARS);
  gtk_menu_button_set_child (GTK_MENU_BUTTON (button), label);
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (button), TRUE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (button), GTK_ARROW_UP);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, "What one step is, by the buttons and by . and ,");
  mms_step_menu_show (button, MMS_STEP_EVENT);
  return button;
}

void
mms_step_menu_show (GtkWidget *menu, MmsStep step)
{
  g_autofree char *name = NULL;

  g_return_if_fail (GTK_IS_MENU_BUTTON (menu));
  g_return_if_fail (step < MMS_N_STEPS);

  gtk_label_set_text (GTK_LABEL (gtk_menu_button_get_child (GTK_MENU_BUTTON (menu))),
                      steps[step].label);
  name = g_strdup_printf ("One step: %s", steps[step].label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (menu), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}
