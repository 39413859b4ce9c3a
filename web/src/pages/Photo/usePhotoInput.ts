import { useEffect, useState } from 'react';

function pictureIn(data: DataTransfer | null): File | undefined {
  return [...(data?.files ?? [])][0];
}

/** Takes pictures dropped anywhere on the page or pasted; says whether one hovers over the page. */
export function usePhotoInput(onPhoto: (photo: File) => void): boolean {
  const [hovering, setHovering] = useState(false);
  useEffect(() => {
    const take = (data: DataTransfer | null) => {
      const picture = pictureIn(data);
      if (picture) onPhoto(picture);
    };
    const onDragOver = (event: DragEvent) => {
      // Without this the browser would leave the page and show the file.
      event.preventDefault();
      setHovering(event.dataTransfer?.types.includes('Files') ?? false);
    };
    const onDragLeave = (event: DragEvent) => {
      // Leaving for another element of the page is no leaving.
      if (event.relatedTarget === null) setHovering(false);
    };
    const onDrop = (event: DragEvent) => {
      event.preventDefault();
      setHovering(false);
      take(event.dataTransfer);
    };
    const onPaste = (event: ClipboardEvent) => take(event.clipboardData);
    const listening = new AbortController();
    const { signal } = listening;
    window.addEventListener('dragover', onDragOver, { signal });
    window.addEventListener('dragleave', onDragLeave, { signal });
    window.addEventListener('drop', onDrop, { signal });
    window.addEventListener('paste', onPaste, { signal });
    return () => listening.abort();
  }, [onPhoto]);
  return hovering;
}
