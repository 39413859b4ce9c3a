import type { ServerTexts } from './server';

export const serverPt: ServerTexts = {
  knobs: {
    max_side: {
      label: 'Tamanho de trabalho',
      help: 'Lado maior da imagem de trabalho, em píxeis; as fotos maiores são reduzidas.',
    },
    engine: {
      label: 'Motor',
      help: 'O que lê: neuronal (uma rede sobre toda a imagem), clássico (limiar, contornos e recortes) ou auto: neuronal, e quando este não tem a certeza o clássico também é ouvido. Alterar um controlo dos passos de Desfoque a Caixas deixa só o clássico.',
      choices: { auto: 'Auto', neural: 'Neuronal', classic: 'Clássico' },
    },
    flatten: {
      label: 'Uniformização',
      help: 'Janela em que se estima a claridade do papel, em percentagem do lado maior; 0 deixa as sombras.',
    },
    polarity: {
      label: 'Cor da tinta',
      help: 'Encontrada por si, mais escura do que o papel, ou mais clara.',
      choices: { auto: 'Auto', dark: 'Escura', light: 'Clara' },
    },
    blur: {
      label: 'Desfoque',
      help: 'Desfoque gaussiano contra o grão do papel: núcleo em píxeis; 0 e 1 não desfocam, um número par passa ao seguinte.',
    },
    threshold: {
      label: 'Limiar',
      help: 'O que é tinta: histerese (traços fortes nalgum ponto, com todas as suas partes ténues), adaptativo (mais escuro do que o que o rodeia), Otsu (um nível, encontrado), fixo (um nível, dado).',
      choices: { hysteresis: 'Histerese', adaptive: 'Adaptativo', otsu: 'Otsu', fixed: 'Fixo' },
    },
    level: {
      label: 'Nível',
      help: 'Nível do limiar fixo: força da tinta, de 0 (papel) a 255.',
    },
    window: {
      label: 'Janela',
      help: 'Janela do limiar adaptativo, em píxeis; um número par passa ao seguinte.',
    },
    offset: {
      label: 'Diferença',
      help: 'Quanto a tinta é mais forte do que aquilo que a rodeia, no limiar adaptativo.',
    },
    contrast: {
      label: 'Contraste',
      help: 'A tinta mais ténue que conta, em níveis de cinzento entre papel e tinta (0 a 255).',
    },
    rules: {
      label: 'Retirar linhas',
      help: 'Retira as linhas impressas, as molduras, as margens da folha e os borrões.',
    },
    canny: {
      label: 'Contornos de Canny',
      help: 'Procura primeiro os contornos da tinta com o detetor de Canny.',
    },
    canny_low: {
      label: 'Limiar inferior de Canny',
      help: 'Os contornos mais fracos são excluídos.',
    },
    canny_ratio: {
      label: 'Razão de Canny',
      help: 'Limiar superior de Canny, em múltiplos do inferior.',
    },
    canny_aperture: {
      label: 'Filtro de Canny',
      help: 'Tamanho do filtro de gradiente de Canny, em píxeis.',
    },
    dilate: {
      label: 'Dilatação',
      help: 'Núcleo da dilatação, em píxeis: une os traços interrompidos.',
    },
    dilate_iterations: {
      label: 'Número de dilatações',
      help: 'Quantas vezes se aplica a dilatação.',
    },
    min_height: {
      label: 'Altura mínima',
      help: 'Do algarismo mais pequeno, em parte da altura de um algarismo típico; abaixo disso é uma mancha.',
    },
    merge: {
      label: 'Fusão',
      help: 'Partes cujas caixas se sobrepõem nesta parte da largura são um só algarismo; 1 não funde nada.',
    },
    split: {
      label: 'Separar algarismos',
      help: 'Corta os algarismos que se tocam quando uma caixa é larga demais para um só.',
    },
    order: {
      label: 'Ordem de leitura',
      help: 'Linhas (linha a linha) ou colunas (um número por linha, uma coluna após a outra).',
      choices: { rows: 'Linhas', columns: 'Colunas' },
    },
    border: {
      label: 'Margem',
      help: 'Papel que fica à volta de cada recorte mostrado, em parte da altura do algarismo.',
    },
    min_stroke: {
      label: 'Traço mínimo',
      help: 'Os traços mais finos são alargados até aqui, em píxeis da imagem de 28x28; 0 deixa-os como estão.',
    },
  },
  recipes: {
    default: {
      title: 'Predefinida',
      help: 'Luz uniforme, limiar com histerese, tinta contínua: a que lê melhor.',
    },
    classic: { title: 'Clássica', help: 'Desfoque, Canny, dilatação e contornos, como nos tutoriais.' },
  },
  errors: {
    image_format: 'Não foi possível ler esta imagem. Tente outra, por exemplo em JPEG ou PNG.',
    image_too_large: 'A imagem é grande demais. Reduza-a e envie-a de novo.',
    body_too_large: 'É grande demais para ser enviado.',
    body: 'O servidor não percebeu o que foi enviado.',
    timeout: 'O envio parou a meio. Tente de novo.',
    parameter: 'Há um valor que não serve.',
    strokes: 'Não foi possível ler este desenho.',
    pixels: 'Não foi possível ler estes píxeis.',
    model: 'O modelo não pode ser usado.',
    extra: 'Falta um componente ao servidor.',
    request: 'O servidor não pode responder a este pedido.',
    not_ready: 'Ainda não está pronto.',
    explore: 'Não foi possível abrir a exploração.',
    busy: 'O servidor está a ler outras fotos. Tente de novo daqui a pouco.',
    not_found: 'Não foi encontrado: não existe, ou já não existe.',
    server: 'Ocorreu um erro no servidor; o seu registo diz mais.',
    host: 'Este servidor não responde por este nome.',
    cross_site: 'As páginas de outros sites não podem escrever aqui.',
    forbidden: 'Acesso recusado.',
    method_not_allowed: 'Isto não pode ser pedido aqui.',
  },
};
