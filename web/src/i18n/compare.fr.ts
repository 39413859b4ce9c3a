import type { compareEn } from './compare.en';

export const compareFr: typeof compareEn = {
  title: 'Comparez deux chiffres',
  intro:
    'Dessinez un chiffre sur chaque feuille. Un réseau qui a appris à donner des codes semblables aux chiffres semblables dit avec quelle probabilité c’est le même.',
  networkFailed: 'Le réseau n’a pas pu être chargé. Nouvel essai à votre prochain trait.',
  score: 'Le même chiffre ?',
  scoreNote:
    'Une probabilité de 0 à 1, calculée dans votre navigateur pendant que vous dessinez. La main et le style ne comptent pas.',
  accuracy: (share, pairs, model) => `${model} a bien jugé ${share} de ${pairs} paires de chiffres de test.`,
  same: 'le même',
  different: 'différents',
  drawBoth: 'Dessinez les deux chiffres, ou appuyez sur Exemple.',
  verdicts: {
    same: 'Le même chiffre.',
    'rather-same': 'Sans doute le même chiffre.',
    'rather-different': 'Sans doute deux chiffres.',
    different: 'Deux chiffres différents.',
  },
  codes: {
    title: 'Ce que le réseau en fait',
    intro:
      'Il change chaque dessin en un code : une suite de nombres, barres vers le haut au-dessus de zéro. Des chiffres semblables ont des codes semblables, quelle que soit la main ; la petite image est ce qu’il a vu.',
    none: 'Les codes apparaissent pendant que vous dessinez.',
    notDrawn: 'Pas encore dessiné.',
    saw: 'Ce que le réseau a vu',
    label: (name, count) => `Code de ${name} : ${count} valeurs en barres`,
    reasons: 'Ce que dit chacune',
    reasonsLabel: 'Ce que dit chaque valeur : vers le haut pour le même chiffre, vers le bas contre',
    distance: (distance, most) =>
      `Vers le haut : pour le même chiffre ; vers le bas : contre. Les codes sont distants de ${distance} (0 s’ils sont égaux, 2 au plus) ; ils diffèrent le plus dans les valeurs ${most}.`,
    table: 'Toutes les valeurs en tableau',
    value: 'Valeur',
    says: 'Dit',
  },
  like: {
    title: 'Chiffres semblables',
    intro:
      'Les neuf chiffres d’entraînement dont le code est le plus proche du vôtre. Pour les chercher, votre dessin est envoyé au serveur quand vous levez le stylo ; il n’est pas conservé.',
    of: (name) => `Les plus proches de ${name}`,
    none: 'Pas encore dessiné.',
    sample: (label, percent) => `${label}, même chiffre à ${percent}`,
    place: (place) => `Numéro ${place} des chiffres d’entraînement`,
    indexing:
      'Le serveur indexe les chiffres d’entraînement. Il le fait une fois ; cela prend environ une demi-minute.',
    howTo:
      'Le serveur a besoin de MNIST pour cela : un dossier de ses fichiers nommé par NUMERALS_DATA, ou un réseau d’où le charger. La comparaison marche sans.',
    again: 'Réessayer',
  },
};
