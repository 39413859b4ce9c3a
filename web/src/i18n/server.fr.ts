import type { ServerTexts } from './server';

export const serverFr: ServerTexts = {
  knobs: {
    max_side: {
      label: 'Taille de travail',
      help: 'Plus grand côté de l’image de travail, en pixels ; les photos plus grandes sont réduites.',
    },
    engine: {
      label: 'Moteur',
      help: 'Ce qui lit : neuronal (un réseau sur toute l’image), classique (seuil, contours et découpes) ou auto : neuronal, et quand il n’est pas sûr, classique a aussi son mot à dire. Modifier un réglage des étapes Flou à Cadres ne laisse que classique.',
      choices: { auto: 'Auto', neural: 'Neuronal', classic: 'Classique' },
    },
    flatten: {
      label: 'Égalisation',
      help: 'Fenêtre où la clarté du papier est estimée, en pour cent du plus grand côté ; 0 laisse les ombres.',
    },
    polarity: {
      label: 'Couleur de l’encre',
      help: 'Trouvée d’elle-même, plus foncée que le papier, ou plus claire.',
      choices: { auto: 'Auto', dark: 'Foncée', light: 'Claire' },
    },
    blur: {
      label: 'Flou',
      help: 'Flou gaussien contre le grain du papier : noyau en pixels ; 0 et 1 n’en font pas, un nombre pair passe au suivant.',
    },
    threshold: {
      label: 'Seuil',
      help: 'Ce qui est de l’encre : hystérésis (les traits nets quelque part, avec toutes leurs parties pâles), adaptatif (plus foncé que l’entourage), Otsu (un niveau, trouvé), fixe (un niveau, donné).',
      choices: { hysteresis: 'Hystérésis', adaptive: 'Adaptatif', otsu: 'Otsu', fixed: 'Fixe' },
    },
    level: {
      label: 'Niveau',
      help: 'Niveau du seuil fixe : force de l’encre, de 0 (papier) à 255.',
    },
    window: {
      label: 'Fenêtre',
      help: 'Fenêtre du seuil adaptatif, en pixels ; un nombre pair passe au suivant.',
    },
    offset: {
      label: 'Écart',
      help: 'De combien l’encre est plus forte que son entourage, pour le seuil adaptatif.',
    },
    contrast: {
      label: 'Contraste',
      help: 'Encre la plus pâle qui compte, en niveaux de gris entre papier et encre (0 à 255).',
    },
    rules: {
      label: 'Retirer les lignes',
      help: 'Retire les lignes imprimées, les cadres, les bords de la feuille et les bavures.',
    },
    canny: {
      label: 'Contours de Canny',
      help: 'Cherche d’abord les contours de l’encre avec le détecteur de Canny.',
    },
    canny_low: {
      label: 'Seuil bas de Canny',
      help: 'Les contours plus faibles sont écartés.',
    },
    canny_ratio: {
      label: 'Rapport de Canny',
      help: 'Seuil haut de Canny, en multiple du seuil bas.',
    },
    canny_aperture: {
      label: 'Filtre de Canny',
      help: 'Taille du filtre de gradient de Canny, en pixels.',
    },
    dilate: {
      label: 'Dilatation',
      help: 'Noyau de la dilatation, en pixels : relie les traits interrompus.',
    },
    dilate_iterations: {
      label: 'Nombre de dilatations',
      help: 'Combien de fois la dilatation est appliquée.',
    },
    min_height: {
      label: 'Hauteur minimale',
      help: 'Du plus petit chiffre, en part de la hauteur d’un chiffre typique ; en dessous, c’est une tache.',
    },
    merge: {
      label: 'Fusion',
      help: 'Des morceaux dont les cadres se recouvrent de cette part en largeur font un seul chiffre ; 1 ne fusionne rien.',
    },
    split: {
      label: 'Séparer les chiffres',
      help: 'Coupe les chiffres qui se touchent quand un cadre est trop large pour un seul.',
    },
    order: {
      label: 'Ordre de lecture',
      help: 'Lignes (ligne par ligne) ou colonnes (un nombre par ligne, une colonne après l’autre).',
      choices: { rows: 'Lignes', columns: 'Colonnes' },
    },
    border: {
      label: 'Marge',
      help: 'Papier gardé autour de chaque découpe montrée, en part de la hauteur du chiffre.',
    },
    min_stroke: {
      label: 'Trait minimal',
      help: 'Les traits plus fins sont élargis jusque-là, en pixels de l’image de 28x28 ; 0 les laisse tels quels.',
    },
  },
  recipes: {
    default: {
      title: 'Par défaut',
      help: 'Lumière égalisée, seuil à hystérésis, encre d’un seul tenant : celle qui lit le mieux.',
    },
    classic: { title: 'Classique', help: 'Flou, Canny, dilatation et contours, comme dans les tutoriels.' },
  },
  errors: {
    image_format: 'Cette image ne peut pas être lue. Essayez-en une autre, en JPEG ou PNG par exemple.',
    image_too_large: 'L’image est trop grande. Réduisez-la et renvoyez-la.',
    body_too_large: 'C’est trop gros pour être envoyé.',
    body: 'Le serveur n’a pas compris ce qui a été envoyé.',
    timeout: 'L’envoi s’est arrêté en route. Réessayez.',
    parameter: 'Une valeur ne convient pas.',
    strokes: 'Ce dessin ne peut pas être lu.',
    pixels: 'Ces pixels ne peuvent pas être lus.',
    model: 'Le modèle ne peut pas servir.',
    extra: 'Il manque un composant au serveur.',
    request: 'Le serveur ne peut pas répondre à cette demande.',
    not_ready: 'Ce n’est pas encore prêt.',
    explore: 'L’exploration ne peut pas être ouverte.',
    busy: 'Le serveur est en train de lire d’autres photos. Réessayez dans un instant.',
    not_found: 'C’est introuvable : cela n’existe pas, ou plus.',
    server: 'Une erreur est survenue sur le serveur ; son journal en dit plus.',
    host: 'Ce serveur ne répond pas sous ce nom.',
    cross_site: 'Les pages d’autres sites ne peuvent rien écrire ici.',
    forbidden: 'L’accès est refusé.',
    method_not_allowed: 'Cela ne peut pas être demandé ici.',
  },
};
