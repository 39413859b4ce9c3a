import type { dreamEn } from './dream.en';

export const dreamFr: typeof dreamEn = {
  title: 'Des chiffres que personne n’a écrits',
  intro:
    'Un réseau a appris à faire passer des milliers de chiffres manuscrits par quelques nombres et à les redessiner. Donnez-lui d’autres nombres, et il rêve des chiffres qui n’ont jamais été écrits. Tout se passe dans votre navigateur ; rien n’est envoyé.',
  networkFailed: 'Le réseau n’a pas pu être chargé. Nouvel essai à votre prochain trait.',
  map: {
    title: 'Une carte des chiffres',
    intro:
      'Chaque lieu est fait de deux nombres, et le réseau en dessine un chiffre. Parcourez la carte à la souris, au doigt ou avec les flèches, et voyez un chiffre devenir un autre.',
    canvas: 'Carte des chiffres',
    help: 'De petits chiffres partout sur un carré, tels que le réseau les dessine. Les flèches déplacent, plus loin avec Maj ; Début va au milieu ; le chiffre qui s’y trouve est lu à voix haute.',
    failed: 'Le réseau n’a pas pu être chargé. Bougez sur la carte pour réessayer.',
    readAs: (digit) => `Lu comme ${digit}`,
    numbers: (x, y) => `Les deux nombres : ${x} et ${y}`,
    jump: 'Aller là où se trouve un chiffre',
    to: (digit) => `Aller au ${digit}`,
    note: 'Les étiquettes rondes sont là où se trouvent en moyenne les chiffres d’entraînement, A et B là où sont vos dessins. Les couleurs montrent ce que lit le modèle du bloc à dessin ; chaque partie de la carte reçoit autant de chiffres d’entraînement.',
  },
  code: {
    title: 'À travers quelques nombres',
    intro: (count) =>
      `Dessinez un chiffre sur chaque feuille. Un autre réseau le réduit à un code de ${count} nombres ; ce qui en sort est tout ce qu’ils disent.`,
    none: 'Dessinez un chiffre, ou appuyez sur Exemple.',
    saw: 'Ce qu’il a vu',
    out: 'Ce qui en sort',
    cost: (nats) => `Cela coûte ${nats} nats`,
    nats: 'nats',
    natsHelp:
      'Un nat mesure la surprise ; il vaut 1,44 bit. Nommer un chiffre sur dix coûte 2,3 nats. Ce qui ressemble aux chiffres appris coûte peu, ce que le réseau n’a jamais vu coûte beaucoup.',
    parts: (code, rest) =>
      `${code} pour le code, et ${rest} pour ce que le code ne dit pas, pixel par pixel.`,
    usual: (nats) => `Le trait marque ce que coûte en moyenne un chiffre de test, ${nats} nats.`,
  },
  morph: {
    title: 'De l’un à l’autre',
    intro: 'Tous les codes sur le chemin du premier dessin au second sont aussi des chiffres, ou presque.',
    none: 'Dessinez les deux chiffres ci-dessus, ou appuyez deux fois sur Exemple.',
    slider: (first, second) => `De ${first} à ${second}`,
    help: '0 est ce qui est sorti pour A, 100 ce qui est sorti pour B. Le chemin est un arc, car les codes des chiffres sont à peu près à la même distance du milieu.',
  },
  samples: {
    title: 'Au hasard',
    intro:
      'Des codes tirés au hasard, un chiffre pour chacun. La plupart sont de bons chiffres ; quelques-uns n’en sont pas, et personne ne saurait dire ce qu’ils devaient être.',
    label: (count) => `${count} chiffres dessinés au hasard`,
    others: 'En voir d’autres',
  },
};
