import type { compareEn } from './compare.en';

export const comparePt: typeof compareEn = {
  title: 'Compare dois algarismos',
  intro:
    'Desenhe um algarismo em cada folha. Uma rede que aprendeu a dar códigos parecidos a algarismos parecidos diz com que probabilidade são o mesmo.',
  networkFailed: 'Não foi possível carregar a rede. Nova tentativa no seu próximo traço.',
  score: 'O mesmo algarismo?',
  scoreNote:
    'Uma probabilidade de 0 a 1, calculada no seu navegador enquanto desenha. A mão e o estilo não contam.',
  accuracy: (share, pairs, model) => `${model} julgou bem ${share} de ${pairs} pares de algarismos de teste.`,
  same: 'o mesmo',
  different: 'diferentes',
  drawBoth: 'Desenhe os dois algarismos, ou prima Exemplo.',
  verdicts: {
    same: 'O mesmo algarismo.',
    'rather-same': 'Provavelmente o mesmo algarismo.',
    'rather-different': 'Provavelmente dois algarismos.',
    different: 'Dois algarismos diferentes.',
  },
  codes: {
    title: 'O que a rede faz deles',
    intro:
      'Ela transforma cada desenho num código: uma fila de números, barras para cima quando estão acima de zero. Dígitos parecidos têm códigos parecidos, seja de quem for a mão; a pequena imagem é o que ela viu.',
    none: 'Os códigos aparecem enquanto desenha.',
    notDrawn: 'Ainda não desenhado.',
    saw: 'O que a rede viu',
    label: (name, count) => `Código de ${name}: ${count} valores em barras`,
    reasons: 'O que diz cada um',
    reasonsLabel: 'O que diz cada valor: para cima a favor do mesmo algarismo, para baixo contra',
    distance: (distance, most) =>
      `Para cima fala a favor do mesmo algarismo, para baixo contra. Os códigos distam ${distance} (0 se iguais, no máximo 2); diferem mais nos valores ${most}.`,
    table: 'Todos os valores numa tabela',
    value: 'Valor',
    says: 'Diz',
  },
  like: {
    title: 'Dígitos como este',
    intro:
      'Os nove algarismos de treino cujo código está mais perto do seu. Para os procurar, o desenho é enviado ao servidor quando levanta a caneta; não é guardado.',
    of: (name) => `Os mais parecidos com ${name}`,
    none: 'Ainda não desenhado.',
    sample: (label, percent) => `${label}, o mesmo algarismo a ${percent}`,
    place: (place) => `Número ${place} dos algarismos de treino`,
    indexing:
      'O servidor está a indexar os algarismos de treino. Fá-lo uma vez; demora cerca de meio minuto.',
    howTo:
      'Para isto o servidor precisa do MNIST: uma pasta com os ficheiros indicada por NUMERALS_DATA, ou uma rede de onde o carregar. Comparar funciona sem ele.',
    again: 'Tentar de novo',
  },
};
