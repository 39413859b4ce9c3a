import type { Note } from './state';

export interface Texts {
  name: string;
  begin: string;
  begunWithoutDrawing: string;
  withoutDrawing: string;
  draw: (digits: string) => string;
  box: (digit: string) => string;
  clear: string;
  check: string;
  loading: string;
  working: string;
  checking: string;
  done: string;
  required: string;
  notes: Record<Note, string>;
}

const en: Texts = {
  name: 'Check that you are human',
  begin: 'Draw digits to go on',
  begunWithoutDrawing: 'Your device now works on a task for you. You need not do anything.',
  withoutDrawing: 'Go on without drawing',
  draw: (digits) => `Draw ${digits}, each in its box`,
  box: (digit) => `Box to draw a ${digit} in`,
  clear: 'Clear',
  check: 'Check',
  loading: 'One moment…',
  working: 'Working…',
  checking: 'Checking…',
  done: 'Done, you can go on',
  required: 'Please complete this check first.',
  notes: {
    refused: 'Not recognised. Please draw these new digits.',
    expired: 'That took too long. Please begin again.',
    tries: 'Too many tries. Please wait a minute.',
    cookies: 'Please allow cookies for this page, and begin again.',
    site: 'This check is not set up for this site.',
    unreachable: 'The check cannot be reached. Please try again.',
  },
};

const fr: Texts = {
  name: 'Vérifier que vous êtes humain',
  begin: 'Tracer des chiffres pour continuer',
  begunWithoutDrawing: 'Votre appareil travaille à votre place. Vous n’avez rien à faire.',
  withoutDrawing: 'Continuer sans dessiner',
  draw: (digits) => `Tracez ${digits}, chacun dans sa case`,
  box: (digit) => `Case où tracer un ${digit}`,
  clear: 'Effacer',
  check: 'Vérifier',
  loading: 'Un instant…',
  working: 'Travail en cours…',
  checking: 'Vérification…',
  done: 'C’est fait, vous pouvez continuer',
  required: 'Veuillez d’abord passer cette vérification.',
  notes: {
    refused: 'Chiffres non reconnus. Veuillez tracer ces nouveaux chiffres.',
    expired: 'Le délai est passé. Veuillez recommencer.',
    tries: 'Trop d’essais. Veuillez attendre une minute.',
    cookies: 'Veuillez autoriser les cookies pour cette page, puis recommencer.',
    site: 'Cette vérification n’est pas configurée pour ce site.',
    unreachable: 'La vérification est injoignable. Veuillez réessayer.',
  },
};

const pt: Texts = {
  name: 'Verificar que é uma pessoa',
  begin: 'Desenhar algarismos para continuar',
  begunWithoutDrawing: 'O seu dispositivo está a trabalhar por si. Não precisa de fazer nada.',
  withoutDrawing: 'Continuar sem desenhar',
  draw: (digits) => `Desenhe ${digits}, cada um na sua caixa`,
  box: (digit) => `Caixa para desenhar um ${digit}`,
  clear: 'Apagar',
  check: 'Verificar',
  loading: 'Um momento…',
  working: 'A trabalhar…',
  checking: 'A verificar…',
  done: 'Feito, pode continuar',
  required: 'Faça primeiro esta verificação.',
  notes: {
    refused: 'Não foram reconhecidos. Desenhe estes novos algarismos.',
    expired: 'O tempo passou. Comece de novo.',
    tries: 'Demasiadas tentativas. Espere um minuto.',
    cookies: 'Permita cookies nesta página e comece de novo.',
    site: 'Esta verificação não está configurada para este site.',
    unreachable: 'Não foi possível contactar a verificação. Tente de novo.',
  },
};

export const LANGUAGES: Record<string, Texts> = { en, fr, pt };

/** The texts of the first wish that there is, such as "pt-BR"; else English. */
export function textsFor(wishes: readonly string[]): Texts {
  for (const wish of wishes) {
    const texts = LANGUAGES[wish.slice(0, 2).toLowerCase()];
    if (texts) return texts;
  }
  return en;
}
