import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { useTexts } from '../i18n/language';
import { AutoIcon, MoonIcon, SunIcon } from './icons';

const NEXT: Record<MantineColorScheme, MantineColorScheme> = { auto: 'light', light: 'dark', dark: 'auto' };
const ICONS = { auto: AutoIcon, light: SunIcon, dark: MoonIcon };

/** One button that goes round: as the system, light, dark. */
export function SchemeSwitch() {
  const { scheme } = useTexts();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const Icon = ICONS[colorScheme];
  return (
    <ActionIcon
      variant="default"
      size={38}
      aria-label={scheme[colorScheme]}
      title={scheme[colorScheme]}
      onClick={() => setColorScheme(NEXT[colorScheme])}
    >
      <Icon />
    </ActionIcon>
  );
}
