import { customise } from '../../../mirror/customise/customise.ts';
import type { Customised, CustomiseMeans, Order } from '../../../mirror/customise/customise.ts';
import { RECIPES } from '../../../mirror/customise/recipes.ts';

type Told = Pick<Order, 'base' | 'output' | 'force'> & {
  files?: Readonly<Record<string, string>>;
  values?: Readonly<Record<string, string>>;
  choices?: Readonly<Record<string, string>>;
};

/** Runs a recipe by its name. */
export async function runRecipe(
  name: string,
  { files = {}, values = {}, choices = {}, ...order }: Told,
  means: Partial<CustomiseMeans> = {},
): Promise<Customised> {
  const recipe = RECIPES.find((one) => one.name === name);
  if (recipe === undefined) throw new Error(`no recipe ${name}`);
  return customise(
    recipe,
    {
      ...order,
      files: new Map(Object.entries(files)),
      values: new Map(Object.entries(values)),
      choices: new Map(Object.entries(choices)),
    },
    { env: process.env, ...means },
  );
}
