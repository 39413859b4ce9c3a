import type { exploreEn } from './explore.en';

export const exploreFr: typeof exploreEn = {
  title: 'Explorer',
  intro:
    'Regardez les chiffres avant qu’un modèle n’apprenne d’eux, et ce qu’un modèle en fait : ce que contient une source, ce qui se groupe tout seul, et où la lecture se trompe.',
  source: 'Source',
  sources: {
    mnist: 'MNIST',
    digits: 'Petits chiffres (scikit-learn)',
    db: 'Chiffres de la base de données',
    drawings: 'Dessins corrigés',
  },
  model: 'Modèle',
  inUse: (version: string) => `En service : ${version}`,
  digit: 'Chiffre',
  all: 'Tous',
  digitName: (digit: string) => `Chiffre ${digit}`,
  allDigits: 'Tous les chiffres',
  sections: 'Sur cette page',
  start: 'Lancer l’étude',
  again: 'Étudier à nouveau',
  notRun: (source: string, model: string) => `${source} n’a pas encore été étudié avec ${model}.`,
  notRunHelp:
    'Le serveur regarde une fois chaque image et garde ce qu’il trouve ; cette page le montre ensuite aussitôt. MNIST prend deux à quatre minutes, une petite source moins d’une demi-minute. Vous pouvez quitter la page entre-temps.',
  running: (source: string) => `Étude en cours : ${source}`,
  left: (time: string) => `encore ${time} environ`,
  noGuess: 'durée restante encore inconnue',
  lost: 'Le serveur ne répond pas pour l’instant ; l’étude continue, et cette page redemande.',
  failed: 'L’étude n’a pas abouti.',
  stale: 'Ce qui est montré plus bas vient d’une étude antérieure.',
  made: (moment: string) => `Étudié le ${moment}`,
  steps: {
    starting: 'Démarrage',
    waiting: 'En attente de la fin d’une autre étude',
    'reading the digits': 'Lecture des chiffres',
    measuring: 'Mesure de l’encre, de l’inclinaison et des traits',
    gradients: 'Description des traits',
    neighbours: 'Recherche des images les plus semblables',
    labels: 'Examen des étiquettes',
    pixels: 'Recherche des composantes principales',
    'k-means': 'Recherche de groupes de pixels',
    map: 'Tracé de la carte',
    model: 'Interrogation du modèle',
    groups: 'Recherche de groupes',
    mistakes: 'Examen des erreurs',
  },
  part: 'Partie',
  parts: { train: 'Entraînement', test: 'Test', all: 'Toutes' },
  images: (count: number, written: string) => (count === 1 ? '1 image' : `${written} images`),
  of: (shown: string, total: string) => `${shown} sur ${total}`,
  more: 'En montrer plus',
  none: 'Il n’y a pas de telle image.',
  sample: {
    name: (label: number, index: string) => `Image ${index}, un ${label}`,
    read: (label: number, index: string, answer: string, percent: string) =>
      `Image ${index}, un ${label}, lu ${answer}, sûr à ${percent}`,
    title: (index: string) => `Image ${index}`,
    label: 'Étiquette',
    answer: 'Lu',
    part: 'Partie',
    picture: 'L’image',
    saliency: 'Ce qui parle pour la réponse',
    saliencyHelp:
      'Orange : si l’on couvre ces pixels, le modèle est moins sûr de sa réponse ; ils parlent donc pour elle. Bleu : si on les couvre, il en est plus sûr.',
    probabilities: 'À quel point le modèle est sûr',
    alike: 'Les images d’entraînement les plus semblables, selon le modèle',
    why: 'Ce qui peut l’expliquer',
    right: 'Bien lu.',
    doubtful: (label: number, guess: number) =>
      `L’étiquette ${label} est douteuse : l’image ressemble à un ${guess}.`,
    votes: (count: number, of: number, digit: number) =>
      `${count} des ${of} images d’entraînement les plus semblables ${count === 1 ? 'est un' : 'sont des'} ${digit}.`,
    unreadable: (percent: string) =>
      `Sûr à moins de ${percent} : une lecture le dirait illisible plutôt que de deviner.`,
    previous: 'Précédente',
    next: 'Suivante',
    close: 'Fermer',
  },
  balance: {
    title: 'Combien de chaque chiffre ?',
    intro: 'D’un chiffre rare, un modèle apprend peu. La bande est ce qui passe pour équilibré.',
    total: (images: string, train: string, test: string) =>
      `${images} : ${train} pour l’entraînement, ${test} pour le test.`,
    even: (low: string, high: string) =>
      `Chaque chiffre a une part de ${low} à ${high} : les classes sont équilibrées.`,
    outside: (low: string, high: string, list: string) => `Hors de ${low} à ${high} : ${list}.`,
    flagged: (digit: number, part: string, share: string) => `le ${digit} (${part}, ${share})`,
    bar: (digit: number, images: string, share: string) => `${digit} : ${images}, ${share}`,
    findings: 'Curiosités de cette source',
    finding: {
      leak: (count: string) => `${count} de la partie de test aussi dans la partie d’entraînement`,
      contradictions: (count: string) => `${count} avec deux étiquettes`,
      duplicates: (count: string) => `${count} en double`,
      empty: (count: string) => `${count} sans rien dessus`,
    },
    fingerprint: 'Empreinte',
    licence: 'Licence',
  },
  means: {
    title: 'Le chiffre moyen',
    intro:
      'Toutes les images d’un chiffre superposées. Au-dessous, où les écritures diffèrent : plus c’est clair, plus les pixels varient ; le nombre en est la somme.',
    mean: (digit: number) => `Image moyenne du ${digit}`,
    variance: (digit: number) => `Variance du ${digit}`,
    sentence: (most: number, least: number) =>
      `Le ${most} s’écrit des façons les plus diverses, le ${least} des plus semblables.`,
  },
  measures: {
    title: 'Encre, inclinaison et largeur des traits',
    intro: 'Leur répartition sur toutes les images, et sur celles du chiffre choisi.',
    choose: 'Mesure',
    names: { ink: 'Encre', slant: 'Inclinaison', stroke_width: 'Largeur du trait' },
    units: {
      ink: 'part de la surface',
      slant: 'degrés ; au-dessus de 0, vers la droite',
      stroke_width: 'pixels',
    },
    chart: (measure: string) => `Histogramme : ${measure}`,
    sentence: (most: number, high: string, least: number, low: string) =>
      `En moyenne, le ${most} en a le plus (${high}), le ${least} le moins (${low}).`,
  },
  browse: {
    title: 'Parcourir les images',
    intro:
      'Les typiques sont les plus proches de la moyenne de leur chiffre, les étranges les plus éloignées.',
    order: 'Ordre',
    orders: {
      place: 'comme dans la source',
      typical: 'typiques d’abord',
      weird: 'étranges d’abord',
      light: 'le moins d’encre d’abord',
      dark: 'le plus d’encre d’abord',
      thin: 'traits les plus fins d’abord',
      thick: 'traits les plus épais d’abord',
      left: 'les plus inclinées à gauche',
      right: 'les plus inclinées à droite',
      sure: 'réponses les plus sûres d’abord',
      unsure: 'réponses les moins sûres d’abord',
    },
  },
  alike: {
    title: 'Quasi-doublons',
    intro:
      'Les paires entre lesquelles il y a le moins d’encre : la racine de la somme, sur tous les pixels, des différences au carré, du noir au blanc comptant pour 1.',
    sentence: (gap: string) => `Pour la moitié des images, la plus proche est à moins de ${gap}.`,
    leaks: (count: number, written: string, limit: string) =>
      count === 1
        ? `1 image de test est à moins de ${limit} d’une image d’entraînement.`
        : `${written} images de test sont à moins de ${limit} d’une image d’entraînement.`,
    pairs: 'Les plus semblables',
    acrossPairs: 'Les plus semblables entre entraînement et test',
    none: 'Il n’y en a pas.',
    distance: (distance: string) => `distance ${distance}`,
  },
  doubts: {
    title: 'Étiquettes douteuses',
    intro:
      'Chaque image est jugée par ses 15 plus proches voisines. Là où elles sont nettement d’un autre chiffre, l’étiquette est peut-être fausse, ou l’écriture singulière : regardez.',
    sentence: (agree: string, images: string, share: string) =>
      `Les voisines sont d’accord avec ${agree} des étiquettes. Douteuses : ${images} (${share}).`,
    rather: (label: number, guess: number) => `${label}, plutôt ${guess} ?`,
  },
  components: {
    title: 'Composantes principales',
    intro:
      'Les directions dans lesquelles les images diffèrent le plus. Chaque image est la moyenne plus un peu de chacune : l’orange ajoute de l’encre, le bleu en retire.',
    sentence: (first: string, two: string, half: string, most: string) =>
      `La première explique ${first} de la variance, les deux premières ${two}. Il faut ${half} composantes pour la moitié et ${most} pour 95 %, sur 784 pixels.`,
    chart: 'Variance expliquée par les premières composantes ensemble',
    component: (number: number, share: string) => `Composante ${number} : ${share} de la variance`,
    upTo: (count: number, share: string) => `${count} composantes : ${share}`,
  },
  groups: {
    title: 'Groupes sans étiquettes, face aux étiquettes',
    intro:
      'Dix groupes, trouvés sans connaître une seule étiquette. Se révèlent-ils être les dix chiffres ? Choisissez une façon de regarder.',
    table: 'Façons de chercher des groupes',
    way: 'Façon',
    ari: 'ARI',
    nmi: 'NMI',
    purity: 'Pureté',
    accuracy: 'Justes',
    help: {
      ari: 'Indice de Rand ajusté : combien souvent deux images sont réunies ou séparées comme leurs étiquettes ; 0 est le hasard, 1 l’accord entier.',
      nmi: 'Information mutuelle normalisée : ce qu’un groupe dit de l’étiquette ; 0 n’est rien, 1 est tout.',
      purity: 'Part des images qui sont du chiffre le plus fréquent de leur groupe.',
      accuracy: 'Part qui est juste quand on donne à chaque groupe un chiffre et à chaque chiffre un groupe.',
    },
    supervised: 'a vu les étiquettes',
    supervisedNote:
      'La dernière couche du modèle a été apprise avec les étiquettes : y trouver des groupes n’est pas une découverte ; cela montre combien le modèle sépare les chiffres.',
    pieces: {
      pixels: 'Pixels',
      gradients: 'Gradients',
      learnt: 'Appris sans étiquettes',
      'learnt with gradients': 'Appris sans étiquettes, avec gradients',
      layer: 'Dernière couche du modèle',
      'k-means': 'k-moyennes',
      UMAP: 'UMAP',
      Gaussians: 'gaussiennes',
      merged: 'réunion',
    },
    crossTitle: (way: string) => `Groupes face aux étiquettes : ${way}`,
    caption:
      'Chaque ligne est un groupe, chaque colonne un chiffre. Cliquez sur un nombre pour voir ces images.',
    group: (name: string) => `Groupe ${name}`,
    hint: 'Pointez un nombre, ou parcourez-les avec les flèches.',
    cell: (group: string, digit: number, images: string) => `Groupe ${group}, chiffre ${digit} : ${images}`,
    centroids: 'Image moyenne de chaque groupe',
    images: (group: string, digit: number) => `Les ${digit} du groupe ${group}`,
    sweep: 'Combien de groupes y a-t-il ?',
    sweepHelp:
      'k-moyennes sur les pixels pour plusieurs k. La silhouette n’a pas besoin d’étiquettes : elle est grande là où les groupes sont serrés et éloignés les uns des autres.',
    silhouette: 'Silhouette',
    distances: 'Quels chiffres sont les plus proches ?',
    distancesHelp: 'Distance entre les milieux des chiffres, les plus proches d’abord.',
    space: 'Vu dans',
    pairOf: (first: number, second: number) => `${first} et ${second}`,
    rank: (first: number, second: number, rank: string, of: string) =>
      `${first} et ${second} : rang ${rank} sur ${of} paires.`,
  },
  map: {
    title: 'La carte',
    intro:
      'Chaque image est un point ; les semblables sont proches. Survolez un point pour voir l’image, agrandissez jusqu’à ce que les points deviennent des chiffres.',
    map: 'Carte',
    maps: { pca: 'ACP des pixels', umap: (of: string) => `UMAP : ${of}` },
    colour: 'Couleur',
    colours: {
      label: 'Étiquette',
      verdict: 'Juste ou faux',
      group: (way: string) => `Groupe : ${way}`,
    },
    verdicts: ['bien lu', 'mal lu', 'mal lu, étiquette douteuse'],
    canvas: 'Carte de toutes les images',
    help: 'Les flèches déplacent la carte, plus et moins l’agrandissent et la réduisent, 0 la montre en entier, Entrée ouvre l’image du milieu. Les images autour du milieu sont énumérées plus bas.',
    hint: 'Glissez pour déplacer. Molette (après un clic) ou Ctrl+molette pour agrandir ; sur un écran tactile, deux doigts.',
    zoomIn: 'Agrandir',
    zoomOut: 'Réduire',
    whole: 'Tout montrer',
    middle: 'Autour du milieu de la carte',
    legend: 'Le sens des couleurs',
  },
  answers: {
    title: 'Où le modèle se trompe',
    intro:
      'Cliquez sur une case pour voir ces images ; ouvrez-en une pour voir ce qui peut expliquer la réponse.',
    trained: 'Un modèle connaît les images dont il a appris : seule la partie de test dit s’il lit bien.',
    score: (right: string, wrong: string, images: string) =>
      `${right} bien lus, ${wrong} sur ${images} mal lus.`,
    worst: (digit: number, wrong: string, of: string, answer: number) =>
      `Le ${digit} est le plus souvent mal lu (${wrong} sur ${of}), surtout comme ${answer}.`,
    mistakes: 'Erreurs',
    cell: (label: number, answer: number) => `${label}, lu ${answer}`,
    allMistakes: 'Toutes les erreurs',
    sort: 'Trier',
    sorts: {
      sure: 'les plus sûres d’abord',
      unsure: 'les moins sûres d’abord',
      place: 'comme dans la source',
    },
    caption: (label: number, answer: number, percent: string) => `${label} → ${answer} · ${percent}`,
  },
};
