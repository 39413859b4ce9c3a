import type { ReactNode } from 'react';
import { CameraIcon, UploadIcon } from '../../components/icons';
import { useTexts } from '../../i18n/language';
import classes from './PhotoSource.module.css';
import { usePhotoInput } from './usePhotoInput';

interface FileLabelProps {
  icon: ReactNode;
  text: string;
  testId: string;
  /** Opens the camera of a phone instead of its files. */
  camera?: boolean;
  onPhoto: (photo: File) => void;
}

function FileLabel({ icon, text, testId, camera, onPhoto }: FileLabelProps) {
  return (
    <label className={camera ? `${classes.choose} ${classes.camera}` : classes.choose}>
      {icon}
      {text}
      <input
        type="file"
        className="visually-hidden"
        accept="image/*"
        {...(camera && { capture: 'environment' })}
        data-testid={testId}
        onChange={({ currentTarget }) => {
          const photo = currentTarget.files?.[0];
          if (photo) onPhoto(photo);
          // Or choosing the same file again would be no change.
          currentTarget.value = '';
        }}
      />
    </label>
  );
}

interface PhotoSourceProps {
  /** A picture is on the page already: the source steps back. */
  small: boolean;
  onPhoto: (photo: File) => void;
}

/** Where pictures come from: dropped, pasted, chosen or taken. */
export function PhotoSource({ small, onPhoto }: PhotoSourceProps) {
  const texts = useTexts().photoPage;
  const hovering = usePhotoInput(onPhoto);
  return (
    <section
      className={small ? `${classes.source} ${classes.small}` : classes.source}
      data-hovering={hovering || undefined}
    >
      <p className={classes.drop}>{hovering ? texts.dropNow : texts.drop}</p>
      <div className={classes.buttons}>
        <FileLabel
          icon={<UploadIcon />}
          text={small ? texts.chooseAnother : texts.choose}
          testId="file-input"
          onPhoto={onPhoto}
        />
        <FileLabel icon={<CameraIcon />} text={texts.take} testId="camera-input" camera onPhoto={onPhoto} />
      </div>
      {!small && <p className="muted small">{texts.formats}</p>}
    </section>
  );
}
