import type { dreamEn } from './dream.en';

export const dreamPt: typeof dreamEn = {
  title: 'Algarismos que ninguém escreveu',
  intro:
    'Uma rede aprendeu a fazer passar milhares de algarismos manuscritos por uns poucos números e a desenhá-los de novo. Dê-lhe outros números, e ela sonha algarismos que nunca foram escritos. Tudo corre no seu navegador; nada é enviado.',
  networkFailed: 'Não foi possível carregar a rede. Nova tentativa no seu próximo traço.',
  map: {
    title: 'Um mapa de algarismos',
    intro:
      'Cada lugar são dois números, e a rede desenha a partir deles um algarismo. Percorra o mapa com o rato, o dedo ou as setas, e veja um algarismo tornar-se outro.',
    canvas: 'Mapa de algarismos',
    help: 'Pequenos algarismos por todo um quadrado, como a rede os desenha. As setas movem, mais longe com Shift; Home vai para o meio; o algarismo que lá está é lido em voz alta.',
    failed: 'Não foi possível carregar a rede. Mova-se no mapa para tentar de novo.',
    readAs: (digit) => `Lido como ${digit}`,
    numbers: (x, y) => `Os dois números: ${x} e ${y}`,
    jump: 'Ir para onde fica um algarismo',
    to: (digit) => `Ir para o ${digit}`,
    note: 'As etiquetas redondas estão onde ficam em média os algarismos de treino, A e B onde ficam os seus desenhos. As cores mostram o que lê o modelo do bloco de desenho; em cada parte do mapa caem tantos algarismos de treino como noutra.',
  },
  code: {
    title: 'Através de uns poucos números',
    intro: (count) =>
      `Desenhe um algarismo em cada folha. Outra rede reduz cada um a um código de ${count} números; o que sai é tudo o que eles dizem.`,
    none: 'Desenhe um algarismo, ou prima Exemplo.',
    saw: 'O que ela viu',
    out: 'O que sai',
    cost: (nats) => `Custa ${nats} nats`,
    nats: 'nats',
    natsHelp:
      'Um nat mede a surpresa; vale 1,44 bits. Dizer um de dez algarismos custa 2,3 nats. O que se parece com os algarismos aprendidos custa pouco, o que a rede nunca viu custa muito.',
    parts: (code, rest) => `${code} pelo código, e ${rest} pelo que o código não diz, píxel a píxel.`,
    usual: (nats) => `O traço marca o que custa em média um algarismo de teste, ${nats} nats.`,
  },
  morph: {
    title: 'De um ao outro',
    intro: 'Todos os códigos no caminho do primeiro desenho ao segundo são também algarismos, ou quase.',
    none: 'Desenhe os dois algarismos acima, ou prima Exemplo duas vezes.',
    slider: (first, second) => `De ${first} a ${second}`,
    help: '0 é o que saiu para A, 100 o que saiu para B. O caminho é um arco, pois os códigos dos algarismos ficam quase todos à mesma distância do meio.',
  },
  samples: {
    title: 'Ao acaso',
    intro:
      'Códigos tirados ao acaso, um algarismo de cada um. A maioria são bons algarismos; alguns não são nenhum, e ninguém saberia dizer qual deviam ser.',
    label: (count) => `${count} algarismos desenhados ao acaso`,
    others: 'Ver outros',
  },
};
