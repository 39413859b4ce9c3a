/** Names of clusterings in the page's language: "gradients, UMAP, merged" is made of pieces. */

/** "cnn-1c63fe2d's last layer". */
const LAYER = /'s last layer$/;

/** Each piece in the page's words where there are some. */
export function wayName(name: string, pieces: Readonly<Record<string, string>>): string {
  return name
    .split(', ')
    .map((piece) => {
      const key = LAYER.test(piece) ? 'layer' : piece;
      return (Object.hasOwn(pieces, key) && pieces[key]) || piece;
    })
    .join(', ');
}

/** Groups are named by their commonest digit, and by a letter where several share one: "4", "9a", "9b". */
export function groupNames(table: readonly (readonly number[])[]): string[] {
  const owners = table.map((row) => row.indexOf(Math.max(...row)));
  return owners.map((owner, group) => {
    const others = owners.flatMap((other, place) => (other === owner ? [place] : []));
    return others.length === 1 ? String(owner) : owner + String.fromCharCode(97 + others.indexOf(group));
  });
}
