import '../ui/command-list.css';
import { Command } from 'cmdk';
import { ChevronsUpDown } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useState } from 'react';
import { useTexts } from '../i18n/i18n.ts';
import { matchCommand } from '../ui/match-command.ts';
import { operationGroups, operationIcons } from './operation-list.ts';
import { chooseOperation, useStudio } from './store.ts';

export function OperationPicker() {
  const { t } = useTexts();
  const [open, setOpen] = useState(false);
  const operation = useStudio((state) => state.operation);
  const Icon = operationIcons[operation];
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger
        className="picker"
        data-tour="operation"
        aria-label={t('picker.label', { name: t(`operation.${operation}.title`) })}
      >
        <span className="picker__icon">
          <Icon aria-hidden />
        </span>
        <span className="picker__name">{t(`operation.${operation}.title`)}</span>
        <ChevronsUpDown className="picker__chevron" aria-hidden />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="picker-list" align="start" sideOffset={6} collisionPadding={12}>
          <Command label={t('picker.search')} filter={matchCommand} loop>
            <Command.Input className="command-list__input" placeholder={t('picker.search')} />
            <Command.List className="command-list" label={t('picker.list')}>
              <Command.Empty className="command-list__empty">{t('picker.nothing')}</Command.Empty>
              {operationGroups.map((group) => (
                <Command.Group
                  key={group.id}
                  heading={t(`picker.group.${group.id}`)}
                  className="command-list__group"
                >
                  {group.operations.map((id) => {
                    const ItemIcon = operationIcons[id];
                    return (
                      <Command.Item
                        key={id}
                        className="command-list__item"
                        value={id}
                        keywords={[t(`operation.${id}.title`), t(`operation.${id}.about`)]}
                        onSelect={() => {
                          chooseOperation(id);
                          setOpen(false);
                        }}
                      >
                        <ItemIcon aria-hidden />
                        <span>{t(`operation.${id}.title`)}</span>
                      </Command.Item>
                    );
                  })}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
