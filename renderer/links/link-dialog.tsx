import './link-dialog.css';
import { useEffect, useState } from 'react';
import type { LinkQuestion } from '../../electron/contract/links.ts';
import { isOperationStep } from '../../electron/contract/recipes.ts';
import { useTexts } from '../i18n/i18n.ts';
import { attempt } from '../stores/toasts.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Fact } from './fact.tsx';
import { acceptLink, declineLink, useLinkQuestion } from './link-store.ts';
import { LinkedRun } from './linked-run.tsx';

/** Asks before anything that a link from outside wants: what, from where, at what cost. */
export function LinkDialog() {
  const question = useLinkQuestion((state) => state.question);
  return question === null ? null : <Question key={question.id} question={question} />;
}

function Question({ question }: { readonly question: LinkQuestion }) {
  const { t } = useTexts();
  const settled = useSettled();
  const decline = (): void => {
    attempt(() => declineLink(question));
  };
  return (
    <Dialog
      title={t(`links.${question.ask}.title`)}
      width={540}
      onClose={decline}
      footer={
        <>
          <Button onClick={decline}>{t('links.decline')}</Button>
          <Button
            look="primary"
            disabled={!settled}
            onClick={() => {
              attempt(() => acceptLink(question));
            }}
          >
            {t(`links.${question.ask}.accept`)}
          </Button>
        </>
      }
    >
      <div className="dialog__content link-dialog">
        <p>{t('links.from')}</p>
        <Wish question={question} />
        <p>{t(`links.${question.ask}.safe`)}</p>
      </div>
    </Dialog>
  );
}

const settleMs = 600;

/** A click that was meant for what lay under the dialog agrees to nothing. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), settleMs);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

function Wish({ question }: { readonly question: LinkQuestion }) {
  const { t } = useTexts();
  switch (question.ask) {
    case 'open':
      return (
        <dl className="link-dialog__facts">
          <Fact name={t('links.open.file')}>{question.name}</Fact>
          <Fact name={t('links.open.folder')}>{question.folder}</Fact>
          <Fact name={t('links.cost')}>{t('links.open.cost')}</Fact>
        </dl>
      );
    case 'run':
      return <LinkedRun question={question} />;
    case 'recipe':
      return <LinkedRecipe recipe={question.recipe} />;
  }
}

function LinkedRecipe({
  recipe,
}: Pick<Extract<LinkQuestion, { readonly ask: 'recipe' }>, 'recipe'>) {
  const { t } = useTexts();
  const asked = recipe.steps.filter(isOperationStep).length;
  return (
    <dl className="link-dialog__facts">
      <Fact name={t('recipes.name')}>{recipe.name}</Fact>
      {recipe.about === undefined ? null : (
        <Fact name={t('links.recipe.about')}>{recipe.about}</Fact>
      )}
      <Fact name={t('recipes.steps')}>
        {recipe.steps.length === 0 ? t('recipes.noSteps') : null}
        <ol>
          {recipe.steps.map((step, index) => (
            <li key={`${index} ${step.do}`}>
              {isOperationStep(step)
                ? t(`operation.${step.do}.title`)
                : t(`recipes.step.${step.do}`)}
            </li>
          ))}
        </ol>
      </Fact>
      <Fact name={t('recipes.outputs')}>
        {recipe.outputs.map(({ name }) => name).join(', ') || t('links.recipe.noFiles')}
      </Fact>
      <Fact name={t('links.cost')}>
        {asked === 0 ? t('links.recipe.free') : t('links.recipe.cost', { count: asked })}
      </Fact>
    </dl>
  );
}
