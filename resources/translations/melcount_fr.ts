<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
  <context>
    <name>Arrivals</name>
    <message>
      <source>Stop that first.</source>
      <translation>Arrêtez cela d'abord.</translation>
    </message>
    <message>
      <source>put 1 scan back</source>
      <translation>remettre 1 scan</translation>
    </message>
    <message>
      <source>put {n} scans back</source>
      <translation>remettre {n} scans</translation>
    </message>
    <message>
      <source>remove 1 scan</source>
      <translation>retirer 1 scan</translation>
    </message>
    <message>
      <source>remove {n} scans</source>
      <translation>retirer {n} scans</translation>
    </message>
    <message>
      <source>{n} files are parts of other scans of the list, and no samples of their own: “{name}” and the like.</source>
      <translation>{n} fichiers font partie d’autres scans de la liste et ne sont pas des échantillons à part : « {name} » et semblables.</translation>
    </message>
    <message>
      <source>{n} scans stay in the list, since they are being counted or wait for it.</source>
      <translation>{n} scans restent dans la liste, car ils sont en cours de comptage ou l'attendent.</translation>
    </message>
    <message>
      <source>“{name}” is a part of another scan of the list, and no sample of its own.</source>
      <translation>« {name} » fait partie d'un autre scan de la liste et n'est pas un échantillon à part.</translation>
    </message>
    <message>
      <source>“{name}” stays in the list, since it is being counted or waits for it.</source>
      <translation>« {name} » reste dans la liste, car il est en cours de comptage ou l'attend.</translation>
    </message>
  </context>
  <context>
    <name>BatchDesk</name>
    <message>
      <source>All scans are counted on the channel “{channel}”.</source>
      <translation>Tous les scans sont comptés sur le canal « {channel} ».</translation>
    </message>
    <message>
      <source>All scans are counted with the protocol “{name}” from now on.</source>
      <translation>Tous les scans sont désormais comptés avec le protocole « {name} ».</translation>
    </message>
    <message>
      <source>Another program is writing the study. The batch goes on after it.</source>
      <translation>Un autre programme écrit l'étude. Le lot continue après lui.</translation>
    </message>
    <message>
      <source>The study is being counted. You can go on working meanwhile.</source>
      <translation>Le comptage de l'étude est en cours. Vous pouvez continuer à travailler pendant ce temps.</translation>
    </message>
    <message>
      <source>{n} failed, as the list tells</source>
      <translation>{n} en échec, la liste dit pourquoi</translation>
    </message>
    <message>
      <source>{n} of {all} scans are counted</source>
      <translation>{n} scans sur {all} sont comptés</translation>
    </message>
  </context>
  <context>
    <name>BatchDialog</name>
    <message>
      <source>Count</source>
      <translation>Compter</translation>
    </message>
    <message>
      <source>Count all scans</source>
      <translation>Compter tous les scans</translation>
    </message>
    <message>
      <source>Scans to be counted: {n}; conditions: {m}. Each scan is counted once; then the reports are written. You can go on working meanwhile, or close the window: what is finished is kept, and the next start offers to go on.</source>
      <translation>Scans à compter : {n} ; conditions : {m}. Chaque scan est compté une fois ; puis les rapports sont écrits. Vous pouvez continuer à travailler entre-temps ou fermer la fenêtre : ce qui est fini est conservé, et le prochain démarrage propose de reprendre.</translation>
    </message>
    <message>
      <source>The results go to this folder:</source>
      <translation>Les résultats iront dans ce dossier :</translation>
    </message>
  </context>
  <context>
    <name>BatchPanel</name>
    <message>
      <source>How much of the study is counted</source>
      <translation>Part de l'étude déjà comptée</translation>
    </message>
    <message>
      <source>Study: getting ready</source>
      <translation>Étude : préparation</translation>
    </message>
    <message>
      <source>Study: scan {n} of {all}</source>
      <translation>Étude : scan {n} sur {all}</translation>
    </message>
    <message>
      <source>Study: stopping</source>
      <translation>Étude : arrêt en cours</translation>
    </message>
    <message>
      <source>Study: writing the reports</source>
      <translation>Étude : écriture des rapports</translation>
    </message>
    <message>
      <source>paused</source>
      <translation>en pause</translation>
    </message>
  </context>
  <context>
    <name>Beginning</name>
    <message>
      <source>No study can be kept in {folder} ({reason}).</source>
      <translation>Aucune étude ne peut être conservée dans {folder} ({reason}).</translation>
    </message>
    <message>
      <source>The study that was open last is not at {path}. Check its drive, or open it from where it lies now.</source>
      <translation>L'étude ouverte en dernier n'est pas à {path}. Vérifiez son lecteur, ou ouvrez-la là où elle se trouve maintenant.</translation>
    </message>
    <message>
      <source>What you do now is kept in {place} only; File &gt; Save a copy of the study puts it where it stays.</source>
      <translation>Ce que vous faites maintenant n'est conservé que dans {place} ; Fichier &gt; Enregistrer une copie de l'étude le met en lieu sûr.</translation>
    </message>
    <message>
      <source>What you do now is lost when the window is closed; File &gt; New study keeps it.</source>
      <translation>Ce que vous faites maintenant sera perdu à la fermeture de la fenêtre ; Fichier &gt; Nouvelle étude le conserve.</translation>
    </message>
    <message>
      <source>“{name}” is open in another window, or write-protected, and another study is shown. File &gt; Open study shows it.</source>
      <translation>« {name} » est ouvert dans une autre fenêtre, ou protégé en écriture, et une autre étude est montrée. Fichier &gt; Ouvrir une étude le montre.</translation>
    </message>
    <message>
      <source>“{name}” was damaged and is set aside as “{aside}” in {folder}. Study &gt; Repair study saves what is whole in it.</source>
      <translation>« {name} » était endommagé et a été mis de côté sous le nom « {aside} » dans {folder}. Étude &gt; Réparer une étude sauve ce qui y est intact.</translation>
    </message>
  </context>
  <context>
    <name>CopyRegions</name>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>Copy regions</source>
      <translation>Copier des régions</translation>
    </message>
    <message>
      <source>Copy the selected regions to these scans:</source>
      <translation>Copier les régions sélectionnées dans ces scans :</translation>
    </message>
    <message>
      <source>Open or count the scan first.</source>
      <translation>Ouvrez ou comptez d'abord le scan.</translation>
    </message>
    <message>
      <source>Scans to copy to</source>
      <translation>Scans de destination</translation>
    </message>
  </context>
  <context>
    <name>CrashReporter</name>
    <message>
      <source>Something went wrong inside melcount. The scan file is unharmed.</source>
      <translation>Une erreur s'est produite dans melcount. Le fichier du scan est intact.</translation>
    </message>
    <message>
      <source>You can go on working. Please send the details, also kept in {path}.</source>
      <translation>Vous pouvez continuer à travailler. Merci d'envoyer les détails, conservés aussi dans {path}.</translation>
    </message>
    <message>
      <source>You can go on working. Please send the details; they are kept nowhere.</source>
      <translation>Vous pouvez continuer à travailler. Merci d'envoyer les détails ; ils ne sont conservés nulle part.</translation>
    </message>
  </context>
  <context>
    <name>DensityLook</name>
    <message>
      <source>Cells/mm² below which the density map is clear.</source>
      <translation>Cellules/mm² au-dessous desquelles la carte de densité est transparente.</translation>
    </message>
    <message>
      <source>Cells/mm² of the highest colour. Set a number to compare scans by eye; “auto” fits each scan.</source>
      <translation>Cellules/mm² de la couleur la plus haute. Fixez un nombre pour comparer des scans à l'œil ; « auto » s'adapte à chaque scan.</translation>
    </message>
    <message>
      <source>Colours of the density map</source>
      <translation>Couleurs de la carte de densité</translation>
    </message>
    <message>
      <source>Colours of the density map, from low to high.</source>
      <translation>Couleurs de la carte de densité, de faible à forte.</translation>
    </message>
    <message>
      <source>Density</source>
      <translation>Densité</translation>
    </message>
    <message>
      <source>Highest colour of the density map</source>
      <translation>Couleur la plus haute de la carte de densité</translation>
    </message>
    <message>
      <source>How strongly the density map covers the scan.</source>
      <translation>Opacité de la carte de densité sur le scan.</translation>
    </message>
    <message>
      <source>Lowest density shown</source>
      <translation>Densité la plus faible affichée</translation>
    </message>
    <message>
      <source>Strength of the density map</source>
      <translation>Opacité de la carte de densité</translation>
    </message>
    <message>
      <source>auto</source>
      <translation>auto</translation>
    </message>
    <message>
      <source>from</source>
      <translation>de</translation>
    </message>
    <message>
      <source>to</source>
      <translation>à</translation>
    </message>
  </context>
  <context>
    <name>DisplayPanel</name>
    <message>
      <source>Automatic</source>
      <translation>Automatique</translation>
    </message>
    <message>
      <source>Black</source>
      <translation>Noir</translation>
    </message>
    <message>
      <source>Gamma</source>
      <translation>Gamma</translation>
    </message>
    <message>
      <source>Gamma: to the left dim cells are shown brighter</source>
      <translation>Gamma : vers la gauche, les cellules pâles paraissent plus claires</translation>
    </message>
    <message>
      <source>Same for all scans</source>
      <translation>Même réglage pour tous les scans</translation>
    </message>
    <message>
      <source>Show the next scans with this brightness, to compare them.</source>
      <translation>Afficher les scans suivants avec cette luminosité, pour les comparer.</translation>
    </message>
    <message>
      <source>Value shown black</source>
      <translation>Valeur affichée en noir</translation>
    </message>
    <message>
      <source>Value shown white</source>
      <translation>Valeur affichée en blanc</translation>
    </message>
    <message>
      <source>White</source>
      <translation>Blanc</translation>
    </message>
  </context>
  <context>
    <name>Divider</name>
    <message>
      <source>Left of this line the scan is bare. Drag it to compare.</source>
      <translation>À gauche de cette ligne, le scan est nu. Faites-la glisser pour comparer.</translation>
    </message>
    <message>
      <source>Line between bare scan and density map</source>
      <translation>Ligne entre le scan nu et la carte de densité</translation>
    </message>
  </context>
  <context>
    <name>Dropped</name>
    <message>
      <source>{names}: a model, no scan. Copy its folder into {folder}, where protocols that count with it find it.</source>
      <translation>{names} : un modèle, pas un scan. Copiez son dossier dans {folder}, où les protocoles qui comptent avec lui le trouvent.</translation>
    </message>
    <message>
      <source>{names}: a plan. Add the scans that it names, then drop it again.</source>
      <translation>{names} : un plan. Ajoutez les scans qu'il nomme, puis déposez-le de nouveau.</translation>
    </message>
    <message>
      <source>{names}: a protocol. Scans of this study have been counted, or it cannot be written; begin a new study for it.</source>
      <translation>{names} : un protocole. Des scans de cette étude ont été comptés, ou elle ne peut pas être écrite ; commencez une nouvelle étude pour lui.</translation>
    </message>
    <message>
      <source>{names}: melcount can use nothing of it as scan, outline, plan, protocol or study and left it aside. Export scans as TIFF.</source>
      <translation>{names} : melcount ne peut rien en utiliser comme scan, contour, plan, protocole ou étude et l'a laissé de côté. Exportez les scans en TIFF.</translation>
    </message>
    <message>
      <source>{names}: outlines of other scans, it seems. Show the scan of each, then drop it.</source>
      <translation>{names} : des contours d'autres scans, semble-t-il. Affichez le scan de chacun, puis déposez-le.</translation>
    </message>
    <message>
      <source>{names}: outlines. Open the scan that they were drawn on.</source>
      <translation>{names} : des contours. Ouvrez le scan sur lequel ils ont été tracés.</translation>
    </message>
    <message>
      <source>{names}: outlines. Use them for “{scan}” as …</source>
      <translation>{names} : des contours. Les utiliser pour « {scan} » comme …</translation>
    </message>
    <message>
      <source>{names}: several plans. Drop the one that is to be used.</source>
      <translation>{names} : plusieurs plans. Déposez celui qui doit servir.</translation>
    </message>
    <message>
      <source>{names}: several protocols. Drop the one that is to be used.</source>
      <translation>{names} : plusieurs protocoles. Déposez celui qui doit servir.</translation>
    </message>
    <message>
      <source>{names}: several studies. Drop the one that is to be opened.</source>
      <translation>{names} : plusieurs études. Déposez celle qui doit être ouverte.</translation>
    </message>
    <message>
      <source>{names}: the protocol “{protocol}”. All scans of this study can be counted by it.</source>
      <translation>{names} : le protocole « {protocol} ». Tous les scans de cette étude peuvent être comptés avec lui.</translation>
    </message>
    <message>
      <source>{n} more</source>
      <translation>{n} autres</translation>
    </message>
    <message>
      <source>“{name}”</source>
      <translation>« {name} »</translation>
    </message>
  </context>
  <context>
    <name>EditDesk</name>
    <message>
      <source>undo: {step}</source>
      <translation>annuler : {step}</translation>
    </message>
  </context>
  <context>
    <name>FileCommands</name>
    <message>
      <source>Add the scans of a folder</source>
      <translation>Ajouter les scans d'un dossier</translation>
    </message>
    <message>
      <source>All files</source>
      <translation>Tous les fichiers</translation>
    </message>
    <message>
      <source>Export here</source>
      <translation>Exporter ici</translation>
    </message>
    <message>
      <source>Export the results into a folder</source>
      <translation>Exporter les résultats dans un dossier</translation>
    </message>
    <message>
      <source>GeoJSON</source>
      <translation>GeoJSON</translation>
    </message>
    <message>
      <source>Load regions</source>
      <translation>Charger des régions</translation>
    </message>
    <message>
      <source>Load the outline</source>
      <translation>Charger le contour</translation>
    </message>
    <message>
      <source>New study</source>
      <translation>Nouvelle étude</translation>
    </message>
    <message>
      <source>Open a scan</source>
      <translation>Ouvrir un scan</translation>
    </message>
    <message>
      <source>Open a study</source>
      <translation>Ouvrir une étude</translation>
    </message>
    <message>
      <source>Outlines of QuPath, ImageJ and melcount</source>
      <translation>Contours de QuPath, ImageJ et melcount</translation>
    </message>
    <message>
      <source>Protocols</source>
      <translation>Protocoles</translation>
    </message>
    <message>
      <source>Repair a study: choose the damaged one</source>
      <translation>Réparer une étude : choisir celle qui est endommagée</translation>
    </message>
    <message>
      <source>Save a copy of the study</source>
      <translation>Enregistrer une copie de l'étude</translation>
    </message>
    <message>
      <source>Save the outline</source>
      <translation>Enregistrer le contour</translation>
    </message>
    <message>
      <source>Save the plan as a table</source>
      <translation>Enregistrer le plan comme tableau</translation>
    </message>
    <message>
      <source>Save the protocol</source>
      <translation>Enregistrer le protocole</translation>
    </message>
    <message>
      <source>Save the regions</source>
      <translation>Enregistrer les régions</translation>
    </message>
    <message>
      <source>Save what is whole as a new study</source>
      <translation>Enregistrer ce qui est intact comme nouvelle étude</translation>
    </message>
    <message>
      <source>Scans</source>
      <translation>Scans</translation>
    </message>
    <message>
      <source>Studies</source>
      <translation>Études</translation>
    </message>
    <message>
      <source>Tables</source>
      <translation>Tableaux</translation>
    </message>
    <message>
      <source>Take a protocol</source>
      <translation>Prendre un protocole</translation>
    </message>
    <message>
      <source>{name} repaired</source>
      <translation>{name} réparée</translation>
    </message>
  </context>
  <context>
    <name>FileDesk</name>
    <message>
      <source>{name} was saved.</source>
      <translation>{name} a été enregistré.</translation>
    </message>
  </context>
  <context>
    <name>FolderLine</name>
    <message>
      <source>Choose…</source>
      <translation>Choisir…</translation>
    </message>
    <message>
      <source>Folder for the results</source>
      <translation>Dossier des résultats</translation>
    </message>
  </context>
  <context>
    <name>HelpPage</name>
    <message>
      <source>Help</source>
      <translation>Aide</translation>
    </message>
  </context>
  <context>
    <name>ImagesDialog</name>
    <message>
      <source>&amp;Plane</source>
      <translation>&amp;Plan</translation>
    </message>
    <message>
      <source>Count this one</source>
      <translation>Compter celle-ci</translation>
    </message>
    <message>
      <source>Images and planes</source>
      <translation>Images et plans</translation>
    </message>
    <message>
      <source>Images of the file</source>
      <translation>Images du fichier</translation>
    </message>
    <message>
      <source>“{name}” holds more than one image or plane. What you choose here is counted of all files of the study, which are read and outlined anew.</source>
      <translation>« {name} » contient plus d’une image ou d’un plan. Ce que vous choisissez ici est compté dans tous les fichiers de l’étude, qui sont relus et délimités à nouveau.</translation>
    </message>
  </context>
  <context>
    <name>InHand</name>
    <message>
      <source>New outline of the sample – Esc ends</source>
      <translation>Nouveau contour de l'échantillon – Échap termine</translation>
    </message>
    <message>
      <source>Outline of the sample – Esc ends</source>
      <translation>Contour de l'échantillon – Échap termine</translation>
    </message>
    <message>
      <source>Regions – Esc ends</source>
      <translation>Régions – Échap termine</translation>
    </message>
  </context>
  <context>
    <name>InsistDialog</name>
    <message>
      <source>Count all the same</source>
      <translation>Compter quand même</translation>
    </message>
    <message>
      <source>Do not count</source>
      <translation>Ne pas compter</translation>
    </message>
    <message>
      <source>No fluorescence</source>
      <translation>Pas de fluorescence</translation>
    </message>
    <message>
      <source>count what is bright where fluorescence is dark</source>
      <translation>compter ce qui est clair là où la fluorescence est sombre</translation>
    </message>
  </context>
  <context>
    <name>KeySheet</name>
    <message>
      <source>Keys</source>
      <translation>Touches</translation>
    </message>
  </context>
  <context>
    <name>LeftOutDesk</name>
    <message>
      <source>{n} files and folders were left out, such as “{name}”: {reason}</source>
      <translation>{n} fichiers et dossiers ont été laissés de côté, comme « {name} » : {reason}</translation>
    </message>
    <message>
      <source>“{name}” was left out: {reason}</source>
      <translation>« {name} » a été laissé de côté : {reason}</translation>
    </message>
  </context>
  <context>
    <name>LeftOutList</name>
    <message>
      <source>&amp;Left out: {n}</source>
      <translation>&amp;Laissés de côté : {n}</translation>
    </message>
    <message>
      <source>Put &amp;all back</source>
      <translation>&amp;Tout remettre</translation>
    </message>
    <message>
      <source>Put &amp;back</source>
      <translation>&amp;Remettre</translation>
    </message>
    <message>
      <source>What was left out, and why</source>
      <translation>Ce qui a été laissé de côté, et pourquoi</translation>
    </message>
  </context>
  <context>
    <name>Legend</name>
    <message>
      <source>Relative density: cells/mm² need the pixel size</source>
      <translation>Densité relative : les cellules/mm² exigent la taille du pixel</translation>
    </message>
    <message>
      <source>cells/mm²</source>
      <translation>cellules/mm²</translation>
    </message>
    <message>
      <source>clear below {n}</source>
      <translation>transparent sous {n}</translation>
    </message>
    <message>
      <source>fixed scale</source>
      <translation>échelle fixe</translation>
    </message>
    <message>
      <source>high</source>
      <translation>forte</translation>
    </message>
    <message>
      <source>lines: {step}</source>
      <translation>lignes : {step}</translation>
    </message>
    <message>
      <source>low</source>
      <translation>faible</translation>
    </message>
  </context>
  <context>
    <name>Log</name>
    <message>
      <source>The log {path} cannot be written ({reason}). What goes wrong inside melcount is shown, but kept nowhere.</source>
      <translation>Le journal {path} ne peut pas être écrit ({reason}). Les erreurs internes de melcount sont montrées, mais conservées nulle part.</translation>
    </message>
  </context>
  <context>
    <name>MainWindow</name>
    <message>
      <source>Display</source>
      <translation>Affichage</translation>
    </message>
    <message>
      <source>Outline</source>
      <translation>Contour</translation>
    </message>
    <message>
      <source>Scan</source>
      <translation>Scan</translation>
    </message>
  </context>
  <context>
    <name>ManyOutlinesDialog</name>
    <message>
      <source>Take all {n}</source>
      <translation>Prendre les {n}</translation>
    </message>
    <message>
      <source>Take none</source>
      <translation>N'en prendre aucun</translation>
    </message>
    <message>
      <source>They may be cells that a program found. Regions alone can be exported where the file comes from.</source>
      <translation>Ce sont peut-être des cellules trouvées par un programme. Le programme d'où vient le fichier peut exporter les régions seules.</translation>
    </message>
    <message>
      <source>Very many outlines</source>
      <translation>Très nombreux contours</translation>
    </message>
    <message>
      <source>{name} holds {n} outlines ({detections} detections).</source>
      <translation>{name} contient {n} contours ({detections} détections).</translation>
    </message>
  </context>
  <context>
    <name>MessageBar</name>
    <message>
      <source>Close the message</source>
      <translation>Fermer le message</translation>
    </message>
    <message>
      <source>Open folder</source>
      <translation>Ouvrir le dossier</translation>
    </message>
  </context>
  <context>
    <name>Navigator</name>
    <message>
      <source>Click or drag to look at another part of the scan.</source>
      <translation>Cliquez ou faites glisser pour voir une autre partie du scan.</translation>
    </message>
    <message>
      <source>The whole scan</source>
      <translation>Le scan entier</translation>
    </message>
  </context>
  <context>
    <name>PlanChannel</name>
    <message>
      <source>Channel to be counted in all scans</source>
      <translation>Canal à compter dans tous les scans</translation>
    </message>
    <message>
      <source>Counted in all scans: channel “{channel}”</source>
      <translation>Compté dans tous les scans : canal « {channel} »</translation>
    </message>
    <message>
      <source>Find the channel of the label</source>
      <translation>Trouver le canal du marquage</translation>
    </message>
    <message>
      <source>The channel that is counted in all scans; it can be changed before the first</source>
      <translation>Le canal compté dans tous les scans ; il peut être changé avant le premier</translation>
    </message>
  </context>
  <context>
    <name>PlanDesk</name>
    <message>
      <source>condition</source>
      <translation>condition</translation>
    </message>
    <message>
      <source>rename conditions</source>
      <translation>renommer des conditions</translation>
    </message>
    <message>
      <source>{n} scans were added, in {m} conditions. Check the plan before you count them.</source>
      <translation>{n} scans ont été ajoutés, en {m} conditions. Vérifiez le plan avant de les compter.</translation>
    </message>
  </context>
  <context>
    <name>PlanDialog</name>
    <message>
      <source>Click a sentence to select its scans.</source>
      <translation>Cliquez sur une phrase pour sélectionner ses scans.</translation>
    </message>
    <message>
      <source>Conditions and donors that look alike are called as most of them are</source>
      <translation>Les conditions et les donneurs qui se ressemblent prennent le nom de la plupart</translation>
    </message>
    <message>
      <source>Looking at the files: {n} of {all}</source>
      <translation>Examen des fichiers : {n} sur {all}</translation>
    </message>
    <message>
      <source>Make look-alikes one</source>
      <translation>Réunir ce qui se ressemble</translation>
    </message>
    <message>
      <source>Nothing looks like a mistake.</source>
      <translation>Rien ne ressemble à une erreur.</translation>
    </message>
    <message>
      <source>Plan of the study</source>
      <translation>Plan de l'étude</translation>
    </message>
    <message>
      <source>Redo</source>
      <translation>Rétablir</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>What to look at before anything runs</source>
      <translation>Ce qu'il faut regarder avant de lancer le comptage</translation>
    </message>
    <message>
      <source>names made one</source>
      <translation>noms réunis</translation>
    </message>
  </context>
  <context>
    <name>PlanGrid</name>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>Empty the cells</source>
      <translation>Vider les cellules</translation>
    </message>
    <message>
      <source>Fill down</source>
      <translation>Recopier vers le bas</translation>
    </message>
    <message>
      <source>Paste</source>
      <translation>Coller</translation>
    </message>
    <message>
      <source>Plan</source>
      <translation>Plan</translation>
    </message>
    <message>
      <source>empty cells</source>
      <translation>vider des cellules</translation>
    </message>
    <message>
      <source>fill down</source>
      <translation>recopier vers le bas</translation>
    </message>
    <message>
      <source>paste</source>
      <translation>coller</translation>
    </message>
  </context>
  <context>
    <name>PlanRows</name>
    <message>
      <source>plan</source>
      <translation>plan</translation>
    </message>
  </context>
  <context>
    <name>Preferences</name>
    <message>
      <source>The settings cannot be written to {path} ({reason}).</source>
      <translation>Impossible d'écrire les réglages dans {path} ({reason}).</translation>
    </message>
  </context>
  <context>
    <name>ProtocolDialog</name>
    <message>
      <source>All scans of this study are counted with it.</source>
      <translation>Tous les scans de cette étude sont comptés avec lui.</translation>
    </message>
    <message>
      <source>Channel</source>
      <translation>Canal</translation>
    </message>
    <message>
      <source>Fingerprint</source>
      <translation>Empreinte</translation>
    </message>
    <message>
      <source>Image of the files</source>
      <translation>Image des fichiers</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Taille de pixel</translation>
    </message>
    <message>
      <source>Plane of the files</source>
      <translation>Plan des fichiers</translation>
    </message>
    <message>
      <source>Protocol</source>
      <translation>Protocole</translation>
    </message>
    <message>
      <source>Save…</source>
      <translation>Enregistrer…</translation>
    </message>
    <message>
      <source>Take from a file…</source>
      <translation>Prendre dans un fichier…</translation>
    </message>
    <message>
      <source>This study has no protocol yet. Counting all scans gives it one, with the model and settings of that moment; it holds for all its scans from then on.</source>
      <translation>Cette étude n'a pas encore de protocole. Le comptage de tous les scans lui en donne un, avec le modèle et les réglages du moment ; il vaut ensuite pour tous ses scans.</translation>
    </message>
    <message>
      <source>White</source>
      <translation>Blanc</translation>
    </message>
    <message>
      <source>that of each file</source>
      <translation>celle de chaque fichier</translation>
    </message>
    <message>
      <source>the usual choice, scan by scan</source>
      <translation>le choix habituel, scan par scan</translation>
    </message>
    <message>
      <source>{white} in all scans of 16 bit; black {black}</source>
      <translation>{white} dans tous les scans en 16 bits ; noir {black}</translation>
    </message>
  </context>
  <context>
    <name>RecentMenu</name>
    <message>
      <source>Nothing yet</source>
      <translation>Rien pour l'instant</translation>
    </message>
    <message>
      <source>Open &amp;recent</source>
      <translation>Ouvrir un fichier &amp;récent</translation>
    </message>
  </context>
  <context>
    <name>RegionCommands</name>
    <message>
      <source>Colour of the region</source>
      <translation>Couleur de la région</translation>
    </message>
  </context>
  <context>
    <name>RegionTable</name>
    <message>
      <source>Not counted yet, or not all of it.</source>
      <translation>Pas encore comptée, ou pas en entier.</translation>
    </message>
    <message>
      <source>Region</source>
      <translation>Région</translation>
    </message>
    <message>
      <source>There is no sample in this region.</source>
      <translation>Il n'y a pas d'échantillon dans cette région.</translation>
    </message>
    <message>
      <source>Withheld: the pixel size is not known.</source>
      <translation>Non donné : la taille du pixel n'est pas connue.</translation>
    </message>
  </context>
  <context>
    <name>Regions</name>
    <message>
      <source>Parts of some mm need the pixel size. Enter it beside the scan.</source>
      <translation>Pour des parties mesurées en mm, il faut la taille du pixel. Saisissez-la à côté du scan.</translation>
    </message>
    <message>
      <source>add grid</source>
      <translation>ajouter une grille</translation>
    </message>
    <message>
      <source>add quadrants</source>
      <translation>ajouter les quadrants</translation>
    </message>
    <message>
      <source>add rings</source>
      <translation>ajouter des anneaux</translation>
    </message>
    <message>
      <source>add to region</source>
      <translation>ajouter à la région</translation>
    </message>
    <message>
      <source>colour of region</source>
      <translation>couleur de la région</translation>
    </message>
    <message>
      <source>copy regions to 1 scan</source>
      <translation>copier les régions vers 1 scan</translation>
    </message>
    <message>
      <source>copy regions to {n} scans</source>
      <translation>copier des régions dans {n} scans</translation>
    </message>
    <message>
      <source>delete region</source>
      <translation>supprimer la région</translation>
    </message>
    <message>
      <source>draw {name}</source>
      <translation>tracer {name}</translation>
    </message>
    <message>
      <source>duplicate region</source>
      <translation>dupliquer la région</translation>
    </message>
    <message>
      <source>hide region</source>
      <translation>masquer la région</translation>
    </message>
    <message>
      <source>load {name}</source>
      <translation>charger {name}</translation>
    </message>
    <message>
      <source>region {n}</source>
      <translation>région {n}</translation>
    </message>
    <message>
      <source>rename region</source>
      <translation>renommer la région</translation>
    </message>
    <message>
      <source>reorder regions</source>
      <translation>déplacer la région dans la liste</translation>
    </message>
    <message>
      <source>show region</source>
      <translation>afficher la région</translation>
    </message>
    <message>
      <source>take from region</source>
      <translation>retirer de la région</translation>
    </message>
    <message>
      <source>{names}: open the scan once, then copy the regions.</source>
      <translation>{names} : ouvrez le scan une fois, puis copiez les régions.</translation>
    </message>
    <message>
      <source>{name} copy</source>
      <translation>{name} copie</translation>
    </message>
  </context>
  <context>
    <name>RegionsPanel</name>
    <message>
      <source>Numbers by region</source>
      <translation>Nombres par région</translation>
    </message>
    <message>
      <source>Regions</source>
      <translation>Régions</translation>
    </message>
  </context>
  <context>
    <name>RenamedDialog</name>
    <message>
      <source>Are the conditions to be called so, too?</source>
      <translation>Les conditions doivent-elles aussi s'appeler ainsi ?</translation>
    </message>
    <message>
      <source>Call them so</source>
      <translation>Les appeler ainsi</translation>
    </message>
    <message>
      <source>Leave the names</source>
      <translation>Garder les noms</translation>
    </message>
    <message>
      <source>Renamed folders</source>
      <translation>Dossiers renommés</translation>
    </message>
    <message>
      <source>The folder of the condition “{name}” is called “{folder}” now.</source>
      <translation>Le dossier de la condition « {name} » s'appelle maintenant « {folder} ».</translation>
    </message>
  </context>
  <context>
    <name>RepairedDialog</name>
    <message>
      <source>Nothing is lost.</source>
      <translation>Rien n'est perdu.</translation>
    </message>
    <message>
      <source>Open the new study</source>
      <translation>Ouvrir la nouvelle étude</translation>
    </message>
    <message>
      <source>Repair a study</source>
      <translation>Réparer une étude</translation>
    </message>
    <message>
      <source>Saved in {path}: scans {scans}, outlines {outlines}, regions {regions}, counts {counts}. Their numbers are measured anew. The damaged study stays as it is.</source>
      <translation>Enregistré dans {path} : scans {scans}, contours {outlines}, régions {regions}, comptages {counts}. Leurs nombres sont mesurés de nouveau. L'étude endommagée reste telle quelle.</translation>
    </message>
    <message>
      <source>… and {n} more, in the details.</source>
      <translation>… et {n} de plus, dans les détails.</translation>
    </message>
  </context>
  <context>
    <name>ReportsDialog</name>
    <message>
      <source>One Excel workbook about the study and one per condition go to this folder:</source>
      <translation>Un classeur Excel sur l'étude et un par condition iront dans ce dossier :</translation>
    </message>
    <message>
      <source>The study as one PDF, and a page per condition, too</source>
      <translation>Aussi l'étude en un seul PDF, et une page par condition</translation>
    </message>
    <message>
      <source>The table of all regions as CSV, too</source>
      <translation>Aussi le tableau de toutes les régions en CSV</translation>
    </message>
    <message>
      <source>Write</source>
      <translation>Écrire</translation>
    </message>
    <message>
      <source>Write reports</source>
      <translation>Écrire les rapports</translation>
    </message>
  </context>
  <context>
    <name>ResultPanel</name>
    <message>
      <source>100 % of the sample was counted.</source>
      <translation>100 % de l'échantillon ont été comptés.</translation>
    </message>
    <message>
      <source>Count again. {why}</source>
      <translation>Comptez à nouveau. {why}</translation>
    </message>
    <message>
      <source>Count again: the outline grew; {percent} % of the sample was counted.</source>
      <translation>Recomptez : le contour s'est agrandi ; {percent} % de l'échantillon ont été comptés.</translation>
    </message>
    <message>
      <source>Not counted yet.</source>
      <translation>Pas encore compté.</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>Résultat</translation>
    </message>
    <message>
      <source>highest over 1 mm²</source>
      <translation>la plus forte sur 1 mm²</translation>
    </message>
    <message>
      <source>lowest over 1 mm²</source>
      <translation>la plus faible sur 1 mm²</translation>
    </message>
    <message>
      <source>{density} at x {x}, y {y} mm</source>
      <translation>{density} en x {x}, y {y} mm</translation>
    </message>
  </context>
  <context>
    <name>SampleDesk</name>
    <message>
      <source>add to the sample</source>
      <translation>ajouter à l'échantillon</translation>
    </message>
    <message>
      <source>channel</source>
      <translation>canal</translation>
    </message>
    <message>
      <source>draw outline</source>
      <translation>tracer le contour</translation>
    </message>
    <message>
      <source>outline</source>
      <translation>contour</translation>
    </message>
    <message>
      <source>pixel size</source>
      <translation>taille du pixel</translation>
    </message>
    <message>
      <source>take from the sample</source>
      <translation>retirer de l'échantillon</translation>
    </message>
  </context>
  <context>
    <name>SamplePanel</name>
    <message>
      <source>How bright the sample is where it begins; to the right, less is sample.</source>
      <translation>Clarté à partir de laquelle commence l'échantillon ; vers la droite, il rétrécit.</translation>
    </message>
    <message>
      <source>How wide the notches and bridges are that are smoothed away.</source>
      <translation>Largeur des encoches et des ponts qui sont lissés.</translation>
    </message>
    <message>
      <source>Smoothing</source>
      <translation>Lissage</translation>
    </message>
    <message>
      <source>Smoothing of the outline</source>
      <translation>Lissage du contour</translation>
    </message>
    <message>
      <source>Threshold</source>
      <translation>Seuil</translation>
    </message>
    <message>
      <source>Threshold of the outline</source>
      <translation>Seuil du contour</translation>
    </message>
  </context>
  <context>
    <name>ScanPanel</name>
    <message>
      <source> µm/px</source>
      <translation> µm/px</translation>
    </message>
    <message>
      <source>Channel</source>
      <translation>Canal</translation>
    </message>
    <message>
      <source>Pixel size</source>
      <translation>Taille du pixel</translation>
    </message>
    <message>
      <source>Pixel size in µm per pixel</source>
      <translation>Taille du pixel en µm par pixel</translation>
    </message>
    <message>
      <source>Size</source>
      <translation>Taille</translation>
    </message>
    <message>
      <source>The protocol of the study says it.</source>
      <translation>Le protocole de l'étude le dit.</translation>
    </message>
    <message>
      <source>enter µm/px</source>
      <translation>saisir µm/px</translation>
    </message>
    <message>
      <source>from {source}</source>
      <translation>source : {source}</translation>
    </message>
    <message>
      <source>no scan</source>
      <translation>pas de scan</translation>
    </message>
    <message>
      <source>the file does not tell it</source>
      <translation>le fichier ne l'indique pas</translation>
    </message>
  </context>
  <context>
    <name>ScanRows</name>
    <message>
      <source>cells/mm²</source>
      <translation>cellules/mm²</translation>
    </message>
    <message>
      <source>{cells} cells</source>
      <translation>{cells} cellules</translation>
    </message>
  </context>
  <context>
    <name>ScanView</name>
    <message>
      <source>Scan</source>
      <translation>Scan</translation>
    </message>
  </context>
  <context>
    <name>ScansPanel</name>
    <message>
      <source>Condition</source>
      <translation>Condition</translation>
    </message>
    <message>
      <source>Drop scans or folders here.</source>
      <translation>Déposez ici des scans ou des dossiers.</translation>
    </message>
    <message>
      <source>Filter</source>
      <translation>Filtrer</translation>
    </message>
    <message>
      <source>Leave out</source>
      <translation>Écarter</translation>
    </message>
    <message>
      <source>Order of the scans</source>
      <translation>Ordre des scans</translation>
    </message>
    <message>
      <source>Scans</source>
      <translation>Scans</translation>
    </message>
    <message>
      <source>Show only scans that hold this text</source>
      <translation>N'afficher que les scans qui contiennent ce texte</translation>
    </message>
    <message>
      <source>Take in again</source>
      <translation>Reprendre</translation>
    </message>
    <message>
      <source>What was done to the samples, as in “dose 1 µM”:</source>
      <translation>Ce qui a été fait aux échantillons, par exemple « dose 1 µM » :</translation>
    </message>
    <message>
      <source>Why? The reports tell the reason and who gave it.</source>
      <translation>Pourquoi ? Les rapports donnent la raison et le nom de qui l'a donnée.</translation>
    </message>
    <message>
      <source>by condition</source>
      <translation>par condition</translation>
    </message>
    <message>
      <source>by density</source>
      <translation>par densité</translation>
    </message>
    <message>
      <source>by name</source>
      <translation>par nom</translation>
    </message>
    <message>
      <source>by state</source>
      <translation>par état</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>Operator</source>
      <translation>Opérateur</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Réglages</translation>
    </message>
    <message>
      <source>The name in the journal of the study, beside the login.</source>
      <translation>Le nom dans le journal de l'étude, à côté de celui de la session.</translation>
    </message>
    <message>
      <source>as logged in: {name}</source>
      <translation>celui de la session : {name}</translation>
    </message>
  </context>
  <context>
    <name>ShownScan</name>
    <message>
      <source>open</source>
      <translation>ouvrir</translation>
    </message>
  </context>
  <context>
    <name>SourceBar</name>
    <message>
      <source>&amp;Conditions come from</source>
      <translation>Les &amp;conditions viennent de</translation>
    </message>
    <message>
      <source>Discard</source>
      <translation>Abandonner</translation>
    </message>
    <message>
      <source>Open a table</source>
      <translation>Ouvrir un tableau</translation>
    </message>
    <message>
      <source>Tables</source>
      <translation>Tableaux</translation>
    </message>
    <message>
      <source>Use this plan</source>
      <translation>Utiliser ce plan</translation>
    </message>
    <message>
      <source>What tells the conditions</source>
      <translation>Ce qui indique les conditions</translation>
    </message>
  </context>
  <context>
    <name>Splash</name>
    <message>
      <source>melcount opens the study “{name}” …</source>
      <translation>melcount ouvre l'étude « {name} » …</translation>
    </message>
    <message>
      <source>melcount opens the study …</source>
      <translation>melcount ouvre l'étude …</translation>
    </message>
  </context>
  <context>
    <name>StatusPanel</name>
    <message>
      <source>&lt;b&gt;Next:&lt;/b&gt; {step}</source>
      <translation>&lt;b&gt;Ensuite :&lt;/b&gt; {step}</translation>
    </message>
    <message>
      <source>Counting</source>
      <translation>Comptage</translation>
    </message>
    <message>
      <source>Reading the scan</source>
      <translation>Lecture du scan</translation>
    </message>
    <message>
      <source>Reading the study</source>
      <translation>Lecture de l'étude</translation>
    </message>
    <message>
      <source>Under the pointer: position, value of the channel shown, and density. The density is the mean around the pointer that the colours show (Gaussian, standard deviation {n} mm).</source>
      <translation>Sous le pointeur : position, valeur du canal affiché et densité. La densité est la moyenne autour du pointeur que montrent les couleurs (gaussienne, écart type {n} mm).</translation>
    </message>
    <message>
      <source>Writing the results</source>
      <translation>Écriture des résultats</translation>
    </message>
    <message>
      <source>value {n}</source>
      <translation>valeur {n}</translation>
    </message>
    <message>
      <source>{n} cells/mm²</source>
      <translation>{n} cellules/mm²</translation>
    </message>
  </context>
  <context>
    <name>StudyCommands</name>
    <message>
      <source>All changes are saved again.</source>
      <translation>Toutes les modifications sont à nouveau enregistrées.</translation>
    </message>
    <message>
      <source>Changes that are not saved: {n}. This is tried again by itself.</source>
      <translation>Modifications non enregistrées : {n}. Un nouvel essai se fait de lui-même.</translation>
    </message>
    <message>
      <source>Repairing “{name}” …</source>
      <translation>Réparation de « {name} »…</translation>
    </message>
    <message>
      <source>{name} results</source>
      <translation>{name} résultats</translation>
    </message>
    <message>
      <source>{name} was saved.</source>
      <translation>{name} a été enregistré.</translation>
    </message>
    <message>
      <source>{n} of {all} scans of this study are not counted yet.</source>
      <translation>{n} scans sur {all} de cette étude ne sont pas encore comptés.</translation>
    </message>
  </context>
  <context>
    <name>TakeOverDialog</name>
    <message>
      <source>Where that window has crashed, or its computer, the study can be written here. Where it is still open, what is changed there from now on is refused.</source>
      <translation>Si cette fenêtre, ou son ordinateur, s'est arrêtée brutalement, l'étude peut être écrite ici. Si elle est encore ouverte, ce qui y sera modifié désormais sera refusé.</translation>
    </message>
    <message>
      <source>Write it here</source>
      <translation>L'écrire ici</translation>
    </message>
    <message>
      <source>Write the study here</source>
      <translation>Écrire l'étude ici</translation>
    </message>
  </context>
  <context>
    <name>ToolBar</name>
    <message>
      <source>More tools</source>
      <translation>Plus d'outils</translation>
    </message>
    <message>
      <source>Tools</source>
      <translation>Outils</translation>
    </message>
  </context>
  <context>
    <name>UnsavedDialog</name>
    <message>
      <source>Changes are not saved</source>
      <translation>Modifications non enregistrées</translation>
    </message>
    <message>
      <source>Changes that are not saved: {n}.</source>
      <translation>Modifications non enregistrées : {n}.</translation>
    </message>
    <message>
      <source>Close without saving 1 change</source>
      <translation>Fermer sans enregistrer 1 modification</translation>
    </message>
    <message>
      <source>Close without saving {n} changes</source>
      <translation>Fermer sans enregistrer {n} modifications</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Continuer</translation>
    </message>
    <message>
      <source>Save a copy elsewhere…</source>
      <translation>Enregistrer une copie ailleurs…</translation>
    </message>
  </context>
  <context>
    <name>Welcome</name>
    <message>
      <source>Check the outline and count</source>
      <translation>Vérifiez le contour et comptez</translation>
    </message>
    <message>
      <source>Drop scans or a folder here</source>
      <translation>Déposez ici des scans ou un dossier</translation>
    </message>
    <message>
      <source>Open a scan</source>
      <translation>Ouvrez un scan</translation>
    </message>
    <message>
      <source>Open a scan…</source>
      <translation>Ouvrir un scan…</translation>
    </message>
    <message>
      <source>Read and export</source>
      <translation>Lisez et exportez</translation>
    </message>
    <message>
      <source>TIFF, OME-TIFF, NDPI, SVS and other scanner formats, PNG, JPEG</source>
      <translation>TIFF, OME-TIFF, NDPI, SVS et autres formats de scanner, PNG, JPEG</translation>
    </message>
    <message>
      <source>Try the sample scan</source>
      <translation>Essayer avec le scan d'exemple</translation>
    </message>
    <message>
      <source>cells/mm² of sample and regions; Ctrl+E writes the Excel workbook</source>
      <translation>cellules/mm² de l'échantillon et des régions ; Ctrl+E écrit le classeur Excel</translation>
    </message>
    <message>
      <source>the white line is the sample that is found; then press C</source>
      <translation>la ligne blanche est l'échantillon trouvé ; appuyez ensuite sur C</translation>
    </message>
    <message>
      <source>your own, or the sample scan to try it out</source>
      <translation>le vôtre, ou le scan d'exemple pour essayer</translation>
    </message>
  </context>
  <context>
    <name>Windows</name>
    <message>
      <source>Opening “{name}” …</source>
      <translation>Ouverture de « {name} » …</translation>
    </message>
    <message>
      <source>Something went wrong inside melcount while the study was opened. It stays as it is, and another one is shown.</source>
      <translation>Une erreur s'est produite dans melcount à l'ouverture de l'étude. Elle reste telle quelle, et une autre est montrée.</translation>
    </message>
  </context>
  <context>
    <name>about</name>
    <message>
      <source>About melcount</source>
      <translation>À propos de melcount</translation>
    </message>
    <message>
      <source>Counts melanocytes on fluorescence scans of skin.</source>
      <translation>Compte les mélanocytes sur des scans de peau en fluorescence.</translation>
    </message>
    <message>
      <source>Method: Lazard et al., Image Analysis &amp; Stereology 41(3), 2022.</source>
      <translation>Méthode : Lazard et al., Image Analysis &amp; Stereology 41(3), 2022.</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
  </context>
  <context>
    <name>actions</name>
    <message>
      <source>&amp;About melcount</source>
      <translation>À &amp;propos de melcount</translation>
    </message>
    <message>
      <source>&amp;Automatic outline</source>
      <translation>Contour &amp;automatique</translation>
    </message>
    <message>
      <source>&amp;Brush</source>
      <translation>&amp;Pinceau</translation>
    </message>
    <message>
      <source>&amp;Colour of region…</source>
      <translation>&amp;Couleur de la région…</translation>
    </message>
    <message>
      <source>&amp;Contour lines</source>
      <translation>&amp;Lignes de niveau</translation>
    </message>
    <message>
      <source>&amp;Count</source>
      <translation>&amp;Compter</translation>
    </message>
    <message>
      <source>&amp;Delete region</source>
      <translation>Supprimer la rég&amp;ion</translation>
    </message>
    <message>
      <source>&amp;Density map</source>
      <translation>Carte de d&amp;ensité</translation>
    </message>
    <message>
      <source>&amp;Edit</source>
      <translation>É&amp;dition</translation>
    </message>
    <message>
      <source>&amp;Edit the outline</source>
      <translation>&amp;Modifier le contour</translation>
    </message>
    <message>
      <source>&amp;Export results…</source>
      <translation>&amp;Exporter les résultats…</translation>
    </message>
    <message>
      <source>&amp;File</source>
      <translation>&amp;Fichier</translation>
    </message>
    <message>
      <source>&amp;Full screen</source>
      <translation>&amp;Plein écran</translation>
    </message>
    <message>
      <source>&amp;Help</source>
      <translation>&amp;Aide</translation>
    </message>
    <message>
      <source>&amp;Images and planes…</source>
      <translation>I&amp;mages et plans…</translation>
    </message>
    <message>
      <source>&amp;Keys</source>
      <translation>&amp;Touches</translation>
    </message>
    <message>
      <source>&amp;Load outline…</source>
      <translation>&amp;Charger le contour…</translation>
    </message>
    <message>
      <source>&amp;Load regions…</source>
      <translation>C&amp;harger des régions…</translation>
    </message>
    <message>
      <source>&amp;Manual</source>
      <translation>&amp;Manuel</translation>
    </message>
    <message>
      <source>&amp;Move</source>
      <translation>&amp;Déplacer</translation>
    </message>
    <message>
      <source>&amp;Move region up</source>
      <translation>&amp;Monter la région</translation>
    </message>
    <message>
      <source>&amp;New study…</source>
      <translation>&amp;Nouvelle étude…</translation>
    </message>
    <message>
      <source>&amp;Next scan</source>
      <translation>Sca&amp;n suivant</translation>
    </message>
    <message>
      <source>&amp;One to one</source>
      <translation>&amp;Un pour un</translation>
    </message>
    <message>
      <source>&amp;Open scan…</source>
      <translation>&amp;Ouvrir un scan…</translation>
    </message>
    <message>
      <source>&amp;Plan…</source>
      <translation>&amp;Plan…</translation>
    </message>
    <message>
      <source>&amp;Previous scan</source>
      <translation>Scan précéden&amp;t</translation>
    </message>
    <message>
      <source>&amp;Quit</source>
      <translation>&amp;Quitter</translation>
    </message>
    <message>
      <source>&amp;Redo</source>
      <translation>&amp;Rétablir</translation>
    </message>
    <message>
      <source>&amp;Redraw the outline</source>
      <translation>&amp;Retracer le contour</translation>
    </message>
    <message>
      <source>&amp;Regions</source>
      <translation>&amp;Régions</translation>
    </message>
    <message>
      <source>&amp;Repair study…</source>
      <translation>&amp;Réparer une étude…</translation>
    </message>
    <message>
      <source>&amp;Sample</source>
      <translation>&amp;Échantillon</translation>
    </message>
    <message>
      <source>&amp;Save outline…</source>
      <translation>&amp;Enregistrer le contour…</translation>
    </message>
    <message>
      <source>&amp;Stop counting the study</source>
      <translation>&amp;Arrêter le comptage de l'étude</translation>
    </message>
    <message>
      <source>&amp;Undo</source>
      <translation>&amp;Annuler</translation>
    </message>
    <message>
      <source>&amp;View</source>
      <translation>&amp;Affichage</translation>
    </message>
    <message>
      <source>&amp;Wand</source>
      <translation>Ba&amp;guette</translation>
    </message>
    <message>
      <source>&amp;Write reports…</source>
      <translation>&amp;Écrire les rapports…</translation>
    </message>
    <message>
      <source>1:1</source>
      <translation>1:1</translation>
    </message>
    <message>
      <source>Add &amp;grid…</source>
      <translation>Ajouter une gri&amp;lle…</translation>
    </message>
    <message>
      <source>Add &amp;quadrants</source>
      <translation>Ajouter les &amp;quadrants</translation>
    </message>
    <message>
      <source>Add a copy of the regions that are selected in the table.</source>
      <translation>Ajouter une copie des régions sélectionnées dans le tableau.</translation>
    </message>
    <message>
      <source>Add all scans of a folder to the list.</source>
      <translation>Ajouter à la liste tous les scans d'un dossier.</translation>
    </message>
    <message>
      <source>Add r&amp;ings…</source>
      <translation>Ajouter des &amp;anneaux…</translation>
    </message>
    <message>
      <source>Add rings around the corner of the quarter, from the centre to the edge, as regions.</source>
      <translation>Ajouter comme régions des anneaux autour du coin du quart, du centre vers le bord.</translation>
    </message>
    <message>
      <source>Add squares of some mm over the sample as regions.</source>
      <translation>Ajouter comme régions des carrés de quelques mm sur l'échantillon.</translation>
    </message>
    <message>
      <source>Add the quarters of the scan as regions, as far as they lie in the sample.</source>
      <translation>Ajouter comme régions les quarts du scan, dans la mesure où ils sont dans l'échantillon.</translation>
    </message>
    <message>
      <source>Add the regions of a file of QuPath (GeoJSON) or ImageJ (ROIs).</source>
      <translation>Ajouter les régions d'un fichier de QuPath (GeoJSON) ou d'ImageJ (ROI).</translation>
    </message>
    <message>
      <source>Add the selected regions to other scans of the list.</source>
      <translation>Ajouter les régions sélectionnées à d'autres scans de la liste.</translation>
    </message>
    <message>
      <source>Add what the dropped file holds to the regions.</source>
      <translation>Ajouter aux régions ce que contient le fichier déposé.</translation>
    </message>
    <message>
      <source>All keys on one sheet.</source>
      <translation>Toutes les touches sur une page.</translation>
    </message>
    <message>
      <source>Automatic</source>
      <translation>Automatique</translation>
    </message>
    <message>
      <source>Begin a study in a file of its own; this one is kept.</source>
      <translation>Commencer une étude dans un fichier à part ; celle-ci est conservée.</translation>
    </message>
    <message>
      <source>Brush</source>
      <translation>Pinceau</translation>
    </message>
    <message>
      <source>C&amp;ancel</source>
      <translation>A&amp;nnuler</translation>
    </message>
    <message>
      <source>Choose the colour of the regions that are selected.</source>
      <translation>Choisir la couleur des régions sélectionnées.</translation>
    </message>
    <message>
      <source>Choose which image or plane of files with several is counted, for all scans.</source>
      <translation>Choisir quelle image ou quel plan des fichiers qui en contiennent plusieurs est compté, pour tous les scans.</translation>
    </message>
    <message>
      <source>Click around the sample; double-click or Enter closes the outline, Esc gives up.</source>
      <translation>Cliquez autour de l'échantillon ; double-clic ou Entrée ferme le contour, Échap abandonne.</translation>
    </message>
    <message>
      <source>Click the corners or drag by hand; double-click or Enter closes it, Esc gives up.</source>
      <translation>Cliquez les sommets ou tracez à main levée ; double-clic ou Entrée ferme, Échap abandonne.</translation>
    </message>
    <message>
      <source>Close the window.</source>
      <translation>Fermer la fenêtre.</translation>
    </message>
    <message>
      <source>Copy regions to other &amp;scans…</source>
      <translation>Copier les régions dans d'autres scan&amp;s…</translation>
    </message>
    <message>
      <source>Count</source>
      <translation>Compter</translation>
    </message>
    <message>
      <source>Count &amp;failed scans again</source>
      <translation>Recompter les scans en é&amp;chec</translation>
    </message>
    <message>
      <source>Count &amp;without the damaged area</source>
      <translation>Compter &amp;sans la zone endommagée</translation>
    </message>
    <message>
      <source>Count a&amp;ll scans</source>
      <translation>Compter &amp;tous les scans</translation>
    </message>
    <message>
      <source>Count all</source>
      <translation>Tout compter</translation>
    </message>
    <message>
      <source>Count all scans of the study with the dropped protocol from now on.</source>
      <translation>Compter désormais tous les scans de l'étude avec le protocole déposé.</translation>
    </message>
    <message>
      <source>Count failed again</source>
      <translation>Recompter les échecs</translation>
    </message>
    <message>
      <source>Count the cells inside the outline.</source>
      <translation>Compter les cellules dans le contour.</translation>
    </message>
    <message>
      <source>Count, one after the other, all scans of the list without a count that applies.</source>
      <translation>Compter, l'un après l'autre, tous les scans de la liste qui n'ont pas de comptage valable.</translation>
    </message>
    <message>
      <source>D&amp;uplicate region</source>
      <translation>D&amp;upliquer la région</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Supprimer</translation>
    </message>
    <message>
      <source>Delete the regions that are selected in the table.</source>
      <translation>Supprimer les régions sélectionnées dans le tableau.</translation>
    </message>
    <message>
      <source>Density</source>
      <translation>Densité</translation>
    </message>
    <message>
      <source>Drag from corner to corner around the ellipse; Esc gives up.</source>
      <translation>Faites glisser d'un coin à l'autre autour de l'ellipse ; Échap abandonne.</translation>
    </message>
    <message>
      <source>Drag from corner to corner; Esc gives up.</source>
      <translation>Faites glisser d'un coin à l'autre ; Échap abandonne.</translation>
    </message>
    <message>
      <source>Drag over an area of like brightness; Alt takes away, Shift adds.</source>
      <translation>Faites glisser sur une zone de même clarté ; Alt retire, Maj ajoute.</translation>
    </message>
    <message>
      <source>Drag to pan, turn the wheel to zoom.</source>
      <translation>Faites glisser pour déplacer la vue, tournez la molette pour zoomer.</translation>
    </message>
    <message>
      <source>Draw &amp;ellipse</source>
      <translation>Tracer une &amp;ellipse</translation>
    </message>
    <message>
      <source>Draw &amp;polygon</source>
      <translation>Tracer un p&amp;olygone</translation>
    </message>
    <message>
      <source>Draw &amp;rectangle</source>
      <translation>Tracer un &amp;rectangle</translation>
    </message>
    <message>
      <source>Edit outline</source>
      <translation>Modifier contour</translation>
    </message>
    <message>
      <source>Ellipse</source>
      <translation>Ellipse</translation>
    </message>
    <message>
      <source>Export</source>
      <translation>Exporter</translation>
    </message>
    <message>
      <source>Fit</source>
      <translation>Ajuster</translation>
    </message>
    <message>
      <source>Folder…</source>
      <translation>Dossier…</translation>
    </message>
    <message>
      <source>Give the region that is selected in the table another name.</source>
      <translation>Donner un autre nom à la région sélectionnée dans le tableau.</translation>
    </message>
    <message>
      <source>Give the selected region the place after its own.</source>
      <translation>Descendre d'une place la région sélectionnée.</translation>
    </message>
    <message>
      <source>Give the selected region the place before its own.</source>
      <translation>Monter d'une place la région sélectionnée.</translation>
    </message>
    <message>
      <source>Give the study a name and a place, and go on there; this file stays.</source>
      <translation>Donner à l'étude un nom et un emplacement et y continuer ; ce fichier reste.</translation>
    </message>
    <message>
      <source>Give the whole screen to the window; press again to go back.</source>
      <translation>Donner tout l'écran à la fenêtre ; appuyez à nouveau pour revenir.</translation>
    </message>
    <message>
      <source>Go back to the outline that melcount found.</source>
      <translation>Revenir au contour trouvé par melcount.</translation>
    </message>
    <message>
      <source>Go on</source>
      <translation>Reprendre</translation>
    </message>
    <message>
      <source>Go on with a study; this one is kept.</source>
      <translation>Reprendre une étude ; celle-ci est conservée.</translation>
    </message>
    <message>
      <source>Grid…</source>
      <translation>Grille…</translation>
    </message>
    <message>
      <source>How to count, step by step; needs no network.</source>
      <translation>Comment compter, pas à pas ; sans réseau.</translation>
    </message>
    <message>
      <source>Language and colours of the window.</source>
      <translation>Langue et couleurs de la fenêtre.</translation>
    </message>
    <message>
      <source>Leave out of the numbers…</source>
      <translation>Écarter des nombres…</translation>
    </message>
    <message>
      <source>Leave out what cannot be read of a damaged file; reports say how much that is.</source>
      <translation>Écarter ce qui ne peut être lu d'un fichier endommagé ; les rapports disent combien.</translation>
    </message>
    <message>
      <source>Leave the selected scans out of the reports' numbers, and say why; their counts stay and are told.</source>
      <translation>Écarter les scans choisis des nombres des rapports, et dire pourquoi ; leurs comptages restent et sont indiqués.</translation>
    </message>
    <message>
      <source>Left of a line that can be dragged the scan is bare.</source>
      <translation>À gauche d'une ligne que l'on fait glisser, le scan est nu.</translation>
    </message>
    <message>
      <source>Let the count of the study rest; press again to go on.</source>
      <translation>Mettre en pause le comptage de l'étude ; appuyer de nouveau pour reprendre.</translation>
    </message>
    <message>
      <source>Let the tools change the outline of the sample: draw adds, Alt takes away, Esc ends.</source>
      <translation>Les outils modifient le contour de l'échantillon : tracer ajoute, Alt retire, Échap termine.</translation>
    </message>
    <message>
      <source>Make the edit again that was taken back.</source>
      <translation>Refaire la modification annulée.</translation>
    </message>
    <message>
      <source>Mark the peaks of the density map, to check it by eye; zoom in to see them. They are fewer than the cells where cells touch.</source>
      <translation>Marquer les maxima de la carte de densité, pour la vérifier à l'œil ; zoomez pour les voir. Ils sont moins nombreux que les cellules là où elles se touchent.</translation>
    </message>
    <message>
      <source>Move</source>
      <translation>Déplacer</translation>
    </message>
    <message>
      <source>Move region d&amp;own</source>
      <translation>&amp;Descendre la région</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Open &amp;folder…</source>
      <translation>Ouvrir un &amp;dossier…</translation>
    </message>
    <message>
      <source>Open a scan of skin.</source>
      <translation>Ouvrir un scan de peau.</translation>
    </message>
    <message>
      <source>Open s&amp;tudy…</source>
      <translation>Ouvrir une é&amp;tude…</translation>
    </message>
    <message>
      <source>Open the &amp;sample scan</source>
      <translation>Ouvrir le &amp;scan d'exemple</translation>
    </message>
    <message>
      <source>Open the small simulated scan that ships with melcount.</source>
      <translation>Ouvrir le petit scan simulé fourni avec melcount.</translation>
    </message>
    <message>
      <source>Out&amp;lines and regions</source>
      <translation>&amp;Contours et régions</translation>
    </message>
    <message>
      <source>Outline of the sample</source>
      <translation>Contour de l'échantillon</translation>
    </message>
    <message>
      <source>Pa&amp;use</source>
      <translation>Pa&amp;use</translation>
    </message>
    <message>
      <source>Paint a region; a stroke that touches it extends it, Alt takes away, [ and ] change the size.</source>
      <translation>Peindre une région ; un trait qui la touche l'agrandit, Alt en retire, [ et ] changent la taille.</translation>
    </message>
    <message>
      <source>Pause</source>
      <translation>Pause</translation>
    </message>
    <message>
      <source>Pea&amp;ks</source>
      <translation>&amp;Maxima</translation>
    </message>
    <message>
      <source>Plan as a table…</source>
      <translation>Plan comme tableau…</translation>
    </message>
    <message>
      <source>Plan…</source>
      <translation>Plan…</translation>
    </message>
    <message>
      <source>Polygon</source>
      <translation>Polygone</translation>
    </message>
    <message>
      <source>Pro&amp;tocol</source>
      <translation>Pr&amp;otocole</translation>
    </message>
    <message>
      <source>Quadrants</source>
      <translation>Quadrants</translation>
    </message>
    <message>
      <source>Re&amp;name region</source>
      <translation>Re&amp;nommer la région</translation>
    </message>
    <message>
      <source>Rectangle</source>
      <translation>Rectangle</translation>
    </message>
    <message>
      <source>Redraw outline</source>
      <translation>Retracer</translation>
    </message>
    <message>
      <source>Regions</source>
      <translation>Régions</translation>
    </message>
    <message>
      <source>Remove from the list</source>
      <translation>Retirer de la liste</translation>
    </message>
    <message>
      <source>Repair study…</source>
      <translation>Réparer une étude…</translation>
    </message>
    <message>
      <source>Rings…</source>
      <translation>Anneaux…</translation>
    </message>
    <message>
      <source>Sa&amp;ve regions…</source>
      <translation>Enregis&amp;trer les régions…</translation>
    </message>
    <message>
      <source>Save a &amp;copy of the study…</source>
      <translation>Enregistrer une &amp;copie de l'étude…</translation>
    </message>
    <message>
      <source>Save a copy…</source>
      <translation>Enregistrer une copie…</translation>
    </message>
    <message>
      <source>Save a&amp;gain</source>
      <translation>Enregistrer à nou&amp;veau</translation>
    </message>
    <message>
      <source>Save study &amp;as…</source>
      <translation>Enregistrer l'étude so&amp;us…</translation>
    </message>
    <message>
      <source>Save the plan as &amp;a table…</source>
      <translation>Enregistrer le plan comme ta&amp;bleau…</translation>
    </message>
    <message>
      <source>Save what is whole in a damaged study into a new one, and open it.</source>
      <translation>Enregistrer dans une nouvelle étude ce qui est intact dans une étude endommagée, et l'ouvrir.</translation>
    </message>
    <message>
      <source>Say what was done to each sample, and which condition is the control.</source>
      <translation>Dire ce qu'a reçu chaque échantillon, et quelle condition est le témoin.</translation>
    </message>
    <message>
      <source>Say what was done to the selected samples.</source>
      <translation>Indiquer ce qui a été fait aux échantillons sélectionnés.</translation>
    </message>
    <message>
      <source>Set the condition…</source>
      <translation>Définir la condition…</translation>
    </message>
    <message>
      <source>Sett&amp;ings…</source>
      <translation>Ré&amp;glages…</translation>
    </message>
    <message>
      <source>Show less, larger.</source>
      <translation>Montrer moins, en plus grand.</translation>
    </message>
    <message>
      <source>Show more, smaller.</source>
      <translation>Montrer plus, en plus petit.</translation>
    </message>
    <message>
      <source>Show one pixel of the scan as one pixel of the screen.</source>
      <translation>Montrer un pixel du scan comme un pixel de l'écran.</translation>
    </message>
    <message>
      <source>Show or hide lines of equal density.</source>
      <translation>Afficher ou masquer les lignes d'égale densité.</translation>
    </message>
    <message>
      <source>Show or hide the density map.</source>
      <translation>Afficher ou masquer la carte de densité.</translation>
    </message>
    <message>
      <source>Show or hide the outline of the sample and the regions.</source>
      <translation>Afficher ou masquer le contour de l'échantillon et les régions.</translation>
    </message>
    <message>
      <source>Show the model and the settings that hold for all scans.</source>
      <translation>Montrer le modèle et les réglages qui valent pour tous les scans.</translation>
    </message>
    <message>
      <source>Show the scan after this one in the list.</source>
      <translation>Montrer le scan qui suit dans la liste.</translation>
    </message>
    <message>
      <source>Show the scan before this one in the list.</source>
      <translation>Montrer le scan qui précède dans la liste.</translation>
    </message>
    <message>
      <source>Show the selected regions as large as they fit; without any, the sample.</source>
      <translation>Montrer les régions sélectionnées aussi grandes que possible ; sinon l'échantillon.</translation>
    </message>
    <message>
      <source>Show the whole scan.</source>
      <translation>Montrer le scan entier.</translation>
    </message>
    <message>
      <source>Show which files beside the scans were taken for none, and why; each can be put back.</source>
      <translation>Montrer quels fichiers à côté des scans n'ont pas été pris pour des scans, et pourquoi ; chacun peut être remis.</translation>
    </message>
    <message>
      <source>Split &amp;view</source>
      <translation>&amp;Vue partagée</translation>
    </message>
    <message>
      <source>St&amp;udy</source>
      <translation>É&amp;tude</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Arrêter</translation>
    </message>
    <message>
      <source>Stop counting the study; what is finished is kept, so that it can go on.</source>
      <translation>Arrêter le comptage de l'étude ; ce qui est terminé est gardé, pour pouvoir continuer.</translation>
    </message>
    <message>
      <source>Stop what is running; earlier results stay.</source>
      <translation>Arrêter ce qui est en cours ; les résultats antérieurs restent.</translation>
    </message>
    <message>
      <source>Take into the numbers again…</source>
      <translation>Reprendre dans les nombres…</translation>
    </message>
    <message>
      <source>Take scans in again that were left out, and say why.</source>
      <translation>Reprendre des scans qui avaient été écartés, et dire pourquoi.</translation>
    </message>
    <message>
      <source>Take the last edit back.</source>
      <translation>Annuler la dernière modification.</translation>
    </message>
    <message>
      <source>Take the outline of the sample from a file of QuPath (GeoJSON) or ImageJ (ROIs).</source>
      <translation>Prendre le contour de l'échantillon dans un fichier de QuPath (GeoJSON) ou d'ImageJ (ROI).</translation>
    </message>
    <message>
      <source>Take the selected scans off the list; undo brings them back.</source>
      <translation>Retirer de la liste les scans sélectionnés ; Annuler les rétablit.</translation>
    </message>
    <message>
      <source>Take the study from a window that crashed on another computer.</source>
      <translation>Reprendre l'étude à une fenêtre qui s'est arrêtée brutalement sur un autre ordinateur.</translation>
    </message>
    <message>
      <source>Take what the dropped file holds for the outline of the sample.</source>
      <translation>Prendre ce que contient le fichier déposé pour contour de l'échantillon.</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>Try those again that could not be counted.</source>
      <translation>Réessayer ceux qui n'ont pas pu être comptés.</translation>
    </message>
    <message>
      <source>Try to save what could not be saved.</source>
      <translation>Essaie d'enregistrer ce qui n'a pas pu l'être.</translation>
    </message>
    <message>
      <source>Use this protocol</source>
      <translation>Utiliser ce protocole</translation>
    </message>
    <message>
      <source>Version of the program and of its model.</source>
      <translation>Version du programme et de son modèle.</translation>
    </message>
    <message>
      <source>Wand</source>
      <translation>Baguette</translation>
    </message>
    <message>
      <source>What was left &amp;out…</source>
      <translation>Ce qui a été &amp;laissé de côté…</translation>
    </message>
    <message>
      <source>What was left out…</source>
      <translation>Laissé de côté…</translation>
    </message>
    <message>
      <source>Whole &amp;scan</source>
      <translation>&amp;Scan entier</translation>
    </message>
    <message>
      <source>Write all of the study into another file; this one is kept.</source>
      <translation>Écrit toute l'étude dans un autre fichier ; celui-ci est conservé.</translation>
    </message>
    <message>
      <source>Write it here…</source>
      <translation>L'écrire ici…</translation>
    </message>
    <message>
      <source>Write one Excel workbook per condition and one about the whole study.</source>
      <translation>Écrire un classeur Excel par condition et un sur l'étude entière.</translation>
    </message>
    <message>
      <source>Write reports…</source>
      <translation>Écrire les rapports…</translation>
    </message>
    <message>
      <source>Write the Excel workbook, the density map and the mask.</source>
      <translation>Écrire le classeur Excel, la carte de densité et le masque.</translation>
    </message>
    <message>
      <source>Write the outline of the sample to a GeoJSON file.</source>
      <translation>Écrire le contour de l'échantillon dans un fichier GeoJSON.</translation>
    </message>
    <message>
      <source>Write the plan as a table for Excel, to be filled in and dropped here again.</source>
      <translation>Écrire le plan comme tableau pour Excel, à remplir et à déposer de nouveau ici.</translation>
    </message>
    <message>
      <source>Write the regions to a GeoJSON file that QuPath opens.</source>
      <translation>Écrire les régions dans un fichier GeoJSON que QuPath ouvre.</translation>
    </message>
    <message>
      <source>Write the study &amp;here…</source>
      <translation>Écrire l'étude &amp;ici…</translation>
    </message>
    <message>
      <source>Zoom &amp;in</source>
      <translation>&amp;Agrandir</translation>
    </message>
    <message>
      <source>Zoom o&amp;ut</source>
      <translation>&amp;Réduire</translation>
    </message>
    <message>
      <source>Zoom to &amp;regions</source>
      <translation>&amp;Zoomer sur les régions</translation>
    </message>
  </context>
  <context>
    <name>channels</name>
    <message>
      <source>blue</source>
      <translation>bleu</translation>
    </message>
    <message>
      <source>green</source>
      <translation>vert</translation>
    </message>
    <message>
      <source>grey</source>
      <translation>gris</translation>
    </message>
    <message>
      <source>red</source>
      <translation>rouge</translation>
    </message>
  </context>
  <context>
    <name>columns</name>
    <message>
      <source>Area</source>
      <translation>Surface</translation>
    </message>
    <message>
      <source>Cells</source>
      <translation>Cellules</translation>
    </message>
    <message>
      <source>Density</source>
      <translation>Densité</translation>
    </message>
    <message>
      <source>cells/mm²</source>
      <translation>cellules/mm²</translation>
    </message>
    <message>
      <source>mm²</source>
      <translation>mm²</translation>
    </message>
  </context>
  <context>
    <name>core</name>
    <message>
      <source>, {um_per_px} µm/px</source>
      <translation>, {um_per_px} µm/px</translation>
    </message>
    <message>
      <source>A pixel size of {um_per_px} µm is not possible.</source>
      <translation>Une taille de pixel de {um_per_px} µm est impossible.</translation>
    </message>
    <message>
      <source>A scan that windows were drawn on is not in “{name}” any more. Draw windows again.</source>
      <translation>Un scan où des fenêtres ont été tirées n'est plus dans « {name} ». Tirez de nouvelles fenêtres.</translation>
    </message>
    <message>
      <source>About {paths}: {note}</source>
      <translation>À propos de {paths} : {note}</translation>
    </message>
    <message>
      <source>All scans of the study are counted by white {white}, and the brightest spots of these are far from it: {listed}{rest}. Check that they were scanned with the same exposure.</source>
      <translation>Tous les scans de l’étude sont comptés avec le blanc {white}, et les points les plus clairs de ceux-ci en sont loin : {listed}{rest}. Vérifiez qu’ils ont été numérisés avec la même exposition.</translation>
    </message>
    <message>
      <source>An outline needs at least three points. Draw it again.</source>
      <translation>Un contour demande au moins trois points. Tracez-le à nouveau.</translation>
    </message>
    <message>
      <source>Another image of “{name}” is counted than the one that was opened. Open it again.</source>
      <translation>Une autre image de « {name} » est comptée que celle qui a été ouverte. Rouvrez-le.</translation>
    </message>
    <message>
      <source>Another image or plane of the file was counted. Count it again.</source>
      <translation>Une autre image ou un autre plan du fichier a été compté. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>Aperio description</source>
      <translation>description Aperio</translation>
    </message>
    <message>
      <source>Area and density are withheld, since the pixel size is not known.</source>
      <translation>La surface et la densité ne sont pas données, car la taille du pixel n'est pas connue.</translation>
    </message>
    <message>
      <source>At {unlike} the file does not hold the means of its finest pixels: {percent} % fewer cells would be counted there. The scan was counted at {like} instead.</source>
      <translation>À {unlike}, le fichier ne contient pas les moyennes de ses pixels les plus fins : {percent} % de cellules en moins y seraient comptées. Le scan a été compté à {like}.</translation>
    </message>
    <message>
      <source>At {unlike} the file does not hold the means of its finest pixels: {percent} % more cells would be counted there. The scan was counted at {like} instead.</source>
      <translation>À {unlike}, le fichier ne contient pas les moyennes de ses pixels les plus fins : {percent} % de cellules en plus y seraient comptées. Le scan a été compté à {like}.</translation>
    </message>
    <message>
      <source>Bit depths differ: most scans have {usual} bit, and these have {other}: {others}. Programs that make 8 bit of 16 often change the brightness; check that it was not changed.</source>
      <translation>La profondeur diffère : la plupart des scans ont {usual} bits, mais ceux-ci en ont {other} : {others}. Les programmes qui font 8 bits de 16 changent souvent la luminosité ; vérifiez qu’elle n’a pas été changée.</translation>
    </message>
    <message>
      <source>By its {source} a pixel has exactly 1 µm, which programs also write that do not know it; that is not used.</source>
      <translation>Selon {source}, un pixel mesure exactement 1 µm, ce qu’écrivent aussi des programmes qui ne le savent pas ; cela n’est pas utilisé.</translation>
    </message>
    <message>
      <source>By its {source} a pixel is {x_um} µm wide and {y_um} µm high; since pixels are not square, no pixel size is used.</source>
      <translation>Selon {source}, un pixel mesure {x_um} µm de large et {y_um} µm de haut ; les pixels n’étant pas carrés, aucune taille de pixel n’est utilisée.</translation>
    </message>
    <message>
      <source>CZI metadata</source>
      <translation>métadonnées CZI</translation>
    </message>
    <message>
      <source>Channels differ: most scans have {usual}, and these do not: {others}. Check that all were scanned alike.</source>
      <translation>Les canaux diffèrent : la plupart des scans ont {usual}, mais pas ceux-ci : {others}. Vérifiez que tous ont été numérisés de la même façon.</translation>
    </message>
    <message>
      <source>Counting on a cluster needs the package distributed. Install it with pip install "melcount[cluster]", or count without a scheduler.</source>
      <translation>Compter sur une grappe demande le paquet distributed. Installez-le avec pip install "melcount[cluster]", ou comptez sans ordonnanceur.</translation>
    </message>
    <message>
      <source>Counts by hand changed without a step of the journal.</source>
      <translation>Des comptages à la main ont changé sans étape du journal.</translation>
    </message>
    <message>
      <source>Ditto marks of “{name}” were read as the cell above.</source>
      <translation>Les guillemets de répétition de « {name} » ont été lus comme la cellule du dessus.</translation>
    </message>
    <message>
      <source>Doses of “{name}” stand before a column of numbers. If “{torn}” is one dose, put it in quotation marks, or save the table as .xlsx.</source>
      <translation>Des doses de « {name} » précèdent une colonne de nombres. Si « {torn} » est une seule dose, mettez-la entre guillemets, ou enregistrez le tableau en .xlsx.</translation>
    </message>
    <message>
      <source>Folders within the conditions hold several scans, as “{first}”, and each scan is a sample. If the scans of a folder are of one sample or donor, use the pattern {value}.</source>
      <translation>Des dossiers à l’intérieur des conditions contiennent plusieurs scans, comme « {first} », et chaque scan est un échantillon. Si les scans d’un dossier sont d’un même échantillon ou donneur, utilisez le motif {value}.</translation>
    </message>
    <message>
      <source>Hidden columns of “{name}” were used: {hidden}. Delete them in the table where they are not to be used.</source>
      <translation>Des colonnes masquées de « {name} » ont été prises en compte : {hidden}. Supprimez-les du tableau si elles ne doivent pas l’être.</translation>
    </message>
    <message>
      <source>Hidden rows of “{name}” were left out: {files}. Show them in the table where they are to be used.</source>
      <translation>Des lignes masquées de « {name} » ont été laissées de côté : {files}. Affichez-les dans le tableau si elles doivent être prises en compte.</translation>
    </message>
    <message>
      <source>ImageJ metadata</source>
      <translation>métadonnées ImageJ</translation>
    </message>
    <message>
      <source>ImageJ showed the picture with dark and bright exchanged; the stored values are taken.</source>
      <translation>ImageJ montrait l'image avec le sombre et le clair échangés ; les valeurs enregistrées sont prises.</translation>
    </message>
    <message>
      <source>It holds no sample, so it has no density.</source>
      <translation>Elle ne contient pas d'échantillon et n'a donc pas de densité.</translation>
    </message>
    <message>
      <source>It holds small pictures and remains that a drive or an archive keeps for itself.</source>
      <translation>Ce dossier contient de petites images et des restes qu'un disque ou une archive garde pour soi.</translation>
    </message>
    <message>
      <source>It holds the thumbnails of a QuPath project.</source>
      <translation>Ce dossier contient les vignettes d'un projet QuPath.</translation>
    </message>
    <message>
      <source>It holds the tiles of a Zoomify picture.</source>
      <translation>Ce dossier contient les tuiles d'une image Zoomify.</translation>
    </message>
    <message>
      <source>It holds the tiles of a deep-zoom picture.</source>
      <translation>Ce dossier contient les tuiles d'une image Deep Zoom.</translation>
    </message>
    <message>
      <source>It holds the tiles of a picture that is shown on web pages.</source>
      <translation>Ce dossier contient les tuiles d'une image affichée sur des pages web.</translation>
    </message>
    <message>
      <source>It is a coarser picture of the slide “{name}” in another folder.</source>
      <translation>C'est une image plus grossière de la lame « {name} », dans un autre dossier.</translation>
    </message>
    <message>
      <source>It is a density map that melcount has written.</source>
      <translation>C'est une carte de densité que melcount a écrite.</translation>
    </message>
    <message>
      <source>It is a mask or another result of “{name}”.</source>
      <translation>C'est un masque ou un autre résultat de « {name} ».</translation>
    </message>
    <message>
      <source>It is a small picture of “{name}”, of its label or of the slide.</source>
      <translation>C'est une petite image de « {name} », de son étiquette ou de la lame.</translation>
    </message>
    <message>
      <source>It is a tile of “{name}”.</source>
      <translation>C'est une tuile de « {name} ».</translation>
    </message>
    <message>
      <source>It names the same files as “{name}”.</source>
      <translation>Il nomme les mêmes fichiers que « {name} ».</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”, and cannot be read.</source>
      <translation>Il semble s'agir du même échantillon que « {name} », et ce fichier ne peut pas être lu.</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”, which has more pixels.</source>
      <translation>Il semble s'agir du même échantillon que « {name} », qui a plus de pixels.</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”, which is the scanner's own file.</source>
      <translation>Il semble s'agir du même échantillon que « {name} », qui est le fichier du scanner lui-même.</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”, which tells its pixel size.</source>
      <translation>Il semble s'agir du même échantillon que « {name} », qui indique sa taille de pixel.</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”, which the plan names.</source>
      <translation>Il semble s'agir du même échantillon que « {name} », que le plan nomme.</translation>
    </message>
    <message>
      <source>It seems to be the same sample as “{name}”.</source>
      <translation>Il semble s'agir du même échantillon que « {name} ».</translation>
    </message>
    <message>
      <source>It shows the label or an overview of a slide.</source>
      <translation>Ce fichier montre l'étiquette ou une vue d'ensemble d'une lame.</translation>
    </message>
    <message>
      <source>It shows the same as “{name}”, and seems to be a copy of it.</source>
      <translation>Il montre la même chose que « {name} » et semble en être une copie.</translation>
    </message>
    <message>
      <source>It was counted with another model. Count it again.</source>
      <translation>Il a été compté avec un autre modèle. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>It was counted with other settings than the protocol's. Count it again.</source>
      <translation>Il a été compté avec d'autres réglages que ceux du protocole. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>It was counted without the area that cannot be read, which is not wanted any more. Count it again.</source>
      <translation>Il a été compté sans la zone qui ne peut être lue, ce qui n'est plus voulu. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>It was not counted. Count it, then write the reports again.</source>
      <translation>Il n'a pas été compté. Comptez-le, puis écrivez à nouveau les rapports.</translation>
    </message>
    <message>
      <source>Its file holds the same as “{other}” of the condition “{condition}”, which is counted: one content is counted once.</source>
      <translation>Son fichier contient la même chose que « {other} » de la condition « {condition} », qui est compté : un contenu est compté une fois.</translation>
    </message>
    <message>
      <source>Its resolution of {dpi} dpi, {side} µm per pixel, stands alone and is not used: by itself it is believed from 0.1 to 5 µm, and not where it is one of flatbed scanners.</source>
      <translation>Sa résolution de {dpi} ppp, soit {side} µm par pixel, est seule et n’est pas utilisée : seule, elle est crue de 0,1 à 5 µm, et pas là où c’est celle de scanners à plat.</translation>
    </message>
    <message>
      <source>LERC inside another compression</source>
      <translation>LERC dans une autre compression</translation>
    </message>
    <message>
      <source>Left out by {operator} on {day}: {reason}.</source>
      <translation>Écarté par {operator} le {day} : {reason}.</translation>
    </message>
    <message>
      <source>NDPI tags</source>
      <translation>balises NDPI</translation>
    </message>
    <message>
      <source>No condition is the control. Say which of these it is: {conditions}.</source>
      <translation>Aucune condition n’est le témoin. Indiquez laquelle l’est : {conditions}.</translation>
    </message>
    <message>
      <source>No dark surroundings were found</source>
      <translation>Aucun entourage sombre n'a été trouvé</translation>
    </message>
    <message>
      <source>No name tells which channel is the label, and “{channel}” has the strongest signal. Check that it is the label.</source>
      <translation>Aucun nom ne dit quel canal est le marquage, et « {channel} » a le signal le plus fort. Vérifiez que c’est bien le marquage.</translation>
    </message>
    <message>
      <source>No scheduler answers at {scheduler}. Check the address, as in tcp://HOST:8786, and that dask scheduler runs there.</source>
      <translation>Aucun ordonnanceur ne répond à {scheduler}. Vérifiez l’adresse, de la forme tcp://HOST:8786, et que dask scheduler y tourne.</translation>
    </message>
    <message>
      <source>No windows of “{name}” were drawn to be counted by hand. Draw them with melcount check plan.</source>
      <translation>Aucune fenêtre de « {name} » n'a été tirée pour être comptée à la main. Tirez-en avec melcount check plan.</translation>
    </message>
    <message>
      <source>Nobody said what was done to these samples: {paths}. They will be counted, and be in no condition.</source>
      <translation>Personne n’a indiqué le traitement de ces échantillons : {paths}. Ils seront comptés, sans faire partie d’une condition.</translation>
    </message>
    <message>
      <source>Nothing but dust was found</source>
      <translation>Rien que de la poussière n'a été trouvé</translation>
    </message>
    <message>
      <source>Nothing can be written to {folder} ({strerror}). Choose another folder.</source>
      <translation>Impossible d'écrire dans {folder} ({strerror}). Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>Nothing in “{name}” tells the condition by the pattern {text}.</source>
      <translation>Rien dans « {name} » n’indique la condition selon le modèle de nom {text}.</translation>
    </message>
    <message>
      <source>Nothing of the sample of “{name}” can be counted: where it is outlined the file holds no pixels that can be read. Check the outline, or copy the file again from the scanner.</source>
      <translation>Rien de l'échantillon de « {name} » ne peut être compté : là où il est délimité, le fichier ne contient pas de pixels lisibles. Vérifiez le contour, ou recopiez le fichier depuis le scanner.</translation>
    </message>
    <message>
      <source>Nothing that was left out in the folder {folder} is called “{missed}”. Check the name in the list of what was left out.</source>
      <translation>Rien de ce qui a été écarté dans le dossier {folder} ne s'appelle « {missed} ». Vérifiez le nom dans la liste de ce qui a été écarté.</translation>
    </message>
    <message>
      <source>Nothing would be left of the outline. Delete it instead.</source>
      <translation>Il ne resterait rien du contour. Supprimez-le plutôt.</translation>
    </message>
    <message>
      <source>Nowhere does the sample fill half of a window of 1 mm², so lowest and highest density are withheld.</source>
      <translation>Nulle part l'échantillon ne remplit la moitié d'une fenêtre de 1 mm² ; la densité la plus basse et la plus haute ne sont donc pas données.</translation>
    </message>
    <message>
      <source>OME-XML</source>
      <translation>OME-XML</translation>
    </message>
    <message>
      <source>OpenSlide properties</source>
      <translation>propriétés OpenSlide</translation>
    </message>
    <message>
      <source>Outline or regions of “{scan}” changed without a step of the journal.</source>
      <translation>Le contour ou les régions de « {scan} » ont changé sans étape du journal.</translation>
    </message>
    <message>
      <source>Part of it was not counted, so its numbers are withheld; count the scan again.</source>
      <translation>Une partie n'en a pas été comptée, ses nombres ne sont donc pas donnés ; comptez le scan à nouveau.</translation>
    </message>
    <message>
      <source>Part of the mask {name} lies outside the scan and was cut off.</source>
      <translation>Une partie du masque {name} est hors du scan et a été coupée.</translation>
    </message>
    <message>
      <source>Pixel sizes differ: most scans have {usual} µm, and these do not: {others}. Check that all were scanned alike.</source>
      <translation>Les tailles de pixel diffèrent : la plupart des scans ont {usual} µm, mais pas ceux-ci : {others}. Vérifiez que tous ont été numérisés de la même façon.</translation>
    </message>
    <message>
      <source>Read by “melcount replay”, which counts the scans again and compares.</source>
      <translation>Lu par « melcount replay », qui recompte les scans et compare.</translation>
    </message>
    <message>
      <source>Replicate {replicate} of “{condition}” is there more than once: {paths}. Number them anew, or take out what was scanned twice.</source>
      <translation>Le réplicat {replicate} de « {condition} » existe plusieurs fois : {paths}. Renumérotez-les, ou retirez ce qui a été numérisé deux fois.</translation>
    </message>
    <message>
      <source>Row {row} of “{name}” has more cells than there are headings. Put a cell that holds what separates cells in quotation marks, or save the table as .xlsx.</source>
      <translation>La ligne {row} de « {name} » a plus de cellules qu’il n’y a d’en-têtes. Mettez entre guillemets la cellule qui contient le séparateur, ou enregistrez le tableau en .xlsx.</translation>
    </message>
    <message>
      <source>Row {row} of “{name}” has more cells than there are headings; “{number}” may be one number. Put numbers with a comma in quotation marks, or save the table as .xlsx or with semicolons between its cells.</source>
      <translation>La ligne {row} de « {name} » a plus de cellules qu’il n’y a d’en-têtes ; « {number} » est peut-être un seul nombre. Mettez les nombres à virgule entre guillemets, ou enregistrez le tableau en .xlsx ou avec des points-virgules entre les cellules.</translation>
    </message>
    <message>
      <source>Row {row} of “{name}” has not as many cells as there are headings, so that “{number}” may be one number or two cells. Put numbers with a comma in quotation marks, or save the table as .xlsx or with semicolons between its cells.</source>
      <translation>La ligne {row} de « {name} » n’a pas autant de cellules qu’il y a d’en-têtes, de sorte que « {number} » peut être un nombre ou deux cellules. Mettez les nombres à virgule entre guillemets, ou enregistrez le tableau en .xlsx ou avec des points-virgules entre les cellules.</translation>
    </message>
    <message>
      <source>Row {row} of “{name}” names no file, and was passed over: “{condition}”.</source>
      <translation>La ligne {row} de « {name} » ne nomme aucun fichier et a été ignorée : « {condition} ».</translation>
    </message>
    <message>
      <source>Row {row} of “{table}” names “{file}”, and {fitting} scans are called so. Write the folder before the name, as in control/1.ndpi.</source>
      <translation>La ligne {row} de « {table} » nomme « {file} », et {fitting} scans s'appellent ainsi. Écrivez le dossier avant le nom, comme dans temoin/1.ndpi.</translation>
    </message>
    <message>
      <source>Rows of “{name}” have fewer cells than there are headings: {short}. The cells that they lack were taken as empty.</source>
      <translation>Des lignes de « {name} » ont moins de cellules qu’il n’y a d’en-têtes : {short}. Les cellules qui leur manquent ont été tenues pour vides.</translation>
    </message>
    <message>
      <source>Rows {row} and {row2} of “{table}” give “{condition}” two roles, {role} and {role2}. Leave one of them.</source>
      <translation>Les lignes {row} et {row2} de « {table} » donnent deux rôles à « {condition} », {role} et {role2}. N'en laissez qu'un.</translation>
    </message>
    <message>
      <source>Rows {row} and {row2} of “{table}” name the same scan, “{name}”. Leave one of them.</source>
      <translation>Les lignes {row} et {row2} de « {table} » nomment le même scan, « {name} ». N'en laissez qu'une.</translation>
    </message>
    <message>
      <source>Rows {row} and {row2} of “{table}” tell different things of “{file}” and “{file2}”, which are one scan, “{name}”. Leave one of them.</source>
      <translation>Les lignes {row} et {row2} de « {table} » disent des choses différentes de « {file} » et « {file2} », qui sont un seul scan, « {name} ». N'en laissez qu'une.</translation>
    </message>
    <message>
      <source>Samples of unknown meaning, a mask perhaps, are left out: {left_out} of {samplesperpixel} per pixel.</source>
      <translation>Des échantillons de sens inconnu, un masque peut-être, sont laissés de côté : {left_out} sur {samplesperpixel} par pixel.</translation>
    </message>
    <message>
      <source>Say why “{scan}” is left out, or taken in again: the reports tell the reason.</source>
      <translation>Dites pourquoi « {scan} » est écarté ou repris : les rapports donnent la raison.</translation>
    </message>
    <message>
      <source>Scans differ in the channel that seems to be the label: {names}. All will be counted on “{usual}”, also these: {others}. Check that it is the label.</source>
      <translation>Le canal qui semble être le marquage n’est pas le même dans tous les scans : {names}. Tous seront comptés sur « {usual} », ceux-ci aussi : {others}. Vérifiez que c’est bien le marquage.</translation>
    </message>
    <message>
      <source>Scans differ in the channel that seems to be the label: {names}. These have no “{usual}”, by which the others are counted, and cannot be: {lacking}.</source>
      <translation>Le canal qui semble être le marquage n’est pas le même dans tous les scans : {names}. Ceux-ci n’ont pas de « {usual} », selon lequel les autres sont comptés, et ne peuvent pas l’être : {lacking}.</translation>
    </message>
    <message>
      <source>Scans of 16 bit differ much in brightness: their brightest spots have {low} to {high}. Check that all were scanned with the same exposure.</source>
      <translation>Les scans en 16 bits diffèrent beaucoup en luminosité : leurs points les plus clairs valent de {low} à {high}. Vérifiez que tous ont été numérisés avec la même exposition.</translation>
    </message>
    <message>
      <source>Scans whose files nothing tells any more: {nameless}.</source>
      <translation>Scans dont plus rien n'indique le fichier : {nameless}.</translation>
    </message>
    <message>
      <source>Scans will be counted on channels of different names: {names}. Most are on “{usual}”, these are not: {others}. Compare them only if all these channels show the same label.</source>
      <translation>Les scans seront comptés sur des canaux de noms différents : {names}. La plupart le sont sur « {usual} », ceux-ci non : {others}. Ne les comparez que si tous ces canaux montrent le même marquage.</translation>
    </message>
    <message>
      <source>Several columns of “{name}” are called “{heading}” or the like; the one that is filled in was taken.</source>
      <translation>Plusieurs colonnes de « {name} » s’appellent « {heading} » ou à peu près ; celle qui est remplie a été prise.</translation>
    </message>
    <message>
      <source>Several sheets of “{name}” are plans; “{name2}” was taken, not {others}. Move the one that is meant to the front.</source>
      <translation>Plusieurs feuilles de « {name} » sont des plans ; « {name2} » a été prise, et non {others}. Placez en premier celle qui convient.</translation>
    </message>
    <message>
      <source>Some counts by hand are lost; import them again.</source>
      <translation>Des comptages à la main sont perdus ; importez-les à nouveau.</translation>
    </message>
    <message>
      <source>Squares of {side_mm} mm would be {columns} x {rows} regions, too many to read. Choose a longer side.</source>
      <translation>Des carrés de {side_mm} mm feraient {columns} x {rows} régions, trop pour être lues. Choisissez un côté plus long.</translation>
    </message>
    <message>
      <source>Steps of the journal that are lost: at least {lost}.</source>
      <translation>Étapes du journal qui sont perdues : au moins {lost}.</translation>
    </message>
    <message>
      <source>TIFF resolution tags</source>
      <translation>balises de résolution TIFF</translation>
    </message>
    <message>
      <source>The OME-XML of the file cannot be read, so that its pixel size and the names of its channels are not known.</source>
      <translation>L’OME-XML du fichier est illisible : la taille de pixel et les noms des canaux ne sont pas connus.</translation>
    </message>
    <message>
      <source>The OME-XML of the file is about images that are not in it, so that nothing it says is used.</source>
      <translation>L’OME-XML du fichier porte sur des images qui n’y sont pas : rien de ce qu’il dit n’est utilisé.</translation>
    </message>
    <message>
      <source>The ROI “{name}” is a fitted spline, whose points are not its outline. In ImageJ make it a polygon (Edit &gt; Selection &gt; Interpolate) and save it again.</source>
      <translation>La ROI « {name} » est une spline ajustée, dont les points ne sont pas le contour. Dans ImageJ, faites-en un polygone (Edit &gt; Selection &gt; Interpolate) et enregistrez-la à nouveau.</translation>
    </message>
    <message>
      <source>The cell {column} of “{name}” holds a formula, and its result is not in the file. Open the table in Excel or LibreOffice, save it there, then choose it again.</source>
      <translation>La cellule {column} de « {name} » contient une formule dont le résultat n’est pas dans le fichier. Ouvrez le tableau dans Excel ou LibreOffice, enregistrez-le, puis choisissez-le de nouveau.</translation>
    </message>
    <message>
      <source>The cell {column} of “{name}” shows the error {text}. Correct it, then choose the table again.</source>
      <translation>La cellule {column} de « {name} » affiche l’erreur {text}. Corrigez-la, puis choisissez de nouveau le tableau.</translation>
    </message>
    <message>
      <source>The cell {place} of “{name}” tells a role “{called}”. Use control, vehicle, positive control or test.</source>
      <translation>La cellule {place} de « {name} » donne un rôle « {called} ». Utilisez témoin, véhicule, témoin positif ou test.</translation>
    </message>
    <message>
      <source>The channel or the pixel size has changed since the count. Count it again.</source>
      <translation>Le canal ou la taille du pixel a changé depuis le comptage. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>The cluster at {scheduler} has no workers. Start some with dask worker --nthreads 1, then count again: what was finished is kept.</source>
      <translation>La grappe {scheduler} n’a aucun ouvrier. Lancez-en avec dask worker --nthreads 1, puis comptez de nouveau : ce qui était fini est conservé.</translation>
    </message>
    <message>
      <source>The cluster at {scheduler} lacks melcount. Install the same version on the machines of its scheduler and its workers.</source>
      <translation>La grappe {scheduler} n’a pas melcount. Installez la même version sur les machines de son ordonnanceur et de ses ouvriers.</translation>
    </message>
    <message>
      <source>The cluster at {scheduler} was lost. Check that its scheduler runs, then count again: what was finished is kept.</source>
      <translation>La grappe {scheduler} a été perdue. Vérifiez que son ordonnanceur tourne, puis comptez de nouveau : ce qui était fini est conservé.</translation>
    </message>
    <message>
      <source>The count of “{name}” does not apply any more, but windows were drawn on it. Count it again.</source>
      <translation>Le comptage de « {name} » n'est plus valable, mais des fenêtres y ont été tirées. Recomptez-le.</translation>
    </message>
    <message>
      <source>The count of “{scan}” changed without a step of the journal.</source>
      <translation>Le comptage de « {scan} » a changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The drawn outline lies outside the scan. Draw it over the scan.</source>
      <translation>Le contour tracé est hors du scan. Tracez-le sur le scan.</translation>
    </message>
    <message>
      <source>The file contradicts itself: a pixel has {um} µm by its {source}, {um2} µm by its {source2}. The former is used.</source>
      <translation>Le fichier se contredit : un pixel mesure {um} µm selon {source}, {um2} µm selon {source2}. La première valeur est utilisée.</translation>
    </message>
    <message>
      <source>The file holds one image, which is counted; “{image}” was asked for.</source>
      <translation>Le fichier contient une seule image, qui est comptée ; « {image} » était demandée.</translation>
    </message>
    <message>
      <source>The file holds {focal} focal planes at {times} time points. Counted is plane {plane} of all {planes} alone.</source>
      <translation>Le fichier contient {focal} plans focaux à {times} instants. Seul le plan {plane} des {planes} est compté.</translation>
    </message>
    <message>
      <source>The file holds {focal} focal planes. Counted is number {plane} alone.</source>
      <translation>Le fichier contient {focal} plans focaux. Seul le numéro {plane} est compté.</translation>
    </message>
    <message>
      <source>The file holds {number} images. Counted is image {counted}; not counted: {others}.</source>
      <translation>Le fichier contient {number} images. L’image comptée est {counted} ; non comptées : {others}.</translation>
    </message>
    <message>
      <source>The file holds {planes} planes. Counted is plane {plane} alone.</source>
      <translation>Le fichier contient {planes} plans. Seul le plan {plane} est compté.</translation>
    </message>
    <message>
      <source>The file holds {times} time points. Counted is number {plane} alone.</source>
      <translation>Le fichier contient {times} instants. Seul le numéro {plane} est compté.</translation>
    </message>
    <message>
      <source>The file is damaged: {part} of the sample cannot be read; this and a strip around it are neither in the area nor in the count. Copy the scan again from the scanner.</source>
      <translation>Le fichier est endommagé : {part} de l'échantillon ne peut être lu ; cette zone et une bande autour ne sont ni dans la surface ni dans le comptage. Recopiez le scan depuis le scanner.</translation>
    </message>
    <message>
      <source>The file is not the one that was counted. Count it again.</source>
      <translation>Le fichier n'est pas celui qui a été compté. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>The file tells no pixel size to rely on, so mm² and cells/mm² are withheld; cells are counted as if it were {assumed_um_per_px} µm/px. Enter the pixel size.</source>
      <translation>Le fichier n’indique pas de taille de pixel fiable : les mm² et les cellules/mm² ne sont pas donnés ; les cellules sont comptées comme si elle était de {assumed_um_per_px} µm/px. Saisissez la taille de pixel.</translation>
    </message>
    <message>
      <source>The folder of “{name}” is called by a date, which is no condition.</source>
      <translation>Le dossier de « {name} » porte une date, qui n’est pas une condition.</translation>
    </message>
    <message>
      <source>The folder {folder} cannot be read ({strerror}). Check its permissions.</source>
      <translation>Le dossier {folder} ne peut pas être lu ({strerror}). Vérifiez ses droits d’accès.</translation>
    </message>
    <message>
      <source>The folder {folder} is gone. Check its drive, then count again: what was finished is kept.</source>
      <translation>Le dossier {folder} a disparu. Vérifiez son lecteur, puis relancez le comptage : ce qui était fini est gardé.</translation>
    </message>
    <message>
      <source>The hidden sheet “{value}” of “{name}” is damaged. Take the workbook as melcount has written it.</source>
      <translation>La feuille cachée « {value} » de « {name} » est endommagée. Prenez le classeur tel que melcount l'a écrit.</translation>
    </message>
    <message>
      <source>The image has one plane, which is counted; plane {plane} was asked for.</source>
      <translation>L’image a un seul plan, qui est compté ; le plan {plane} était demandé.</translation>
    </message>
    <message>
      <source>The journal of “{study}” was changed behind melcount's back: no step begins its chain. Open a copy of the study from a backup.</source>
      <translation>Le journal de « {study} » a été modifié à l'insu de melcount : aucune étape ne commence sa chaîne. Ouvrez une copie de l'étude issue d'une sauvegarde.</translation>
    </message>
    <message>
      <source>The journal of “{study}” was changed behind melcount's back: of the {steps} steps that were taken over by step {number}, some are not as they were then. Open a copy of the study from a backup.</source>
      <translation>Le journal de « {study} » a été modifié à l'insu de melcount : parmi les {steps} étapes reprises par l'étape {number}, certaines ne sont plus comme alors. Ouvrez une copie de l'étude issue d'une sauvegarde.</translation>
    </message>
    <message>
      <source>The journal of “{study}” was changed behind melcount's back: step {number} ({text}, {time}) is not as it was written, or follows another one than when it was written. Open a copy of the study from a backup.</source>
      <translation>Le journal de « {study} » a été modifié à l'insu de melcount : l'étape {number} ({text}, {time}) n'est pas telle qu'elle a été écrite, ou en suit une autre qu'alors. Ouvrez une copie de l'étude issue d'une sauvegarde.</translation>
    </message>
    <message>
      <source>The journal of “{study}” was cut behind melcount's back: it ends with step {number}, and {last} were written. Open a copy of the study from a backup.</source>
      <translation>Le journal de « {study} » a été coupé à l'insu de melcount : il s'arrête à l'étape {number}, et {last} ont été écrites. Ouvrez une copie de l'étude issue d'une sauvegarde.</translation>
    </message>
    <message>
      <source>The level of {width} × {height} pixels cannot be read (OpenSlide: {error}) and is left out; finer pixels are taken.</source>
      <translation>Le niveau de {width} × {height} pixels ne peut être lu (OpenSlide : {error}) et est laissé de côté ; des pixels plus fins sont pris.</translation>
    </message>
    <message>
      <source>The line of “{scan}” in the list changed without a step of the journal.</source>
      <translation>La ligne de « {scan} » dans la liste a changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The list of what was left out is lost; it is made anew with the folder.</source>
      <translation>La liste de ce qui a été laissé de côté est perdue ; elle est refaite avec le dossier.</translation>
    </message>
    <message>
      <source>The mask {path} lies outside the scan of {width} x {height} px. Choose the mask that was drawn on this scan.</source>
      <translation>Le masque {path} est hors du scan de {width} x {height} px. Choisissez le masque tracé sur ce scan.</translation>
    </message>
    <message>
      <source>The model card {path} is damaged ({error}). Copy the model folder again.</source>
      <translation>La fiche du modèle {path} est endommagée ({error}). Recopiez le dossier du modèle.</translation>
    </message>
    <message>
      <source>The network {path} cannot be loaded ({error}). Copy the model folder again.</source>
      <translation>Le réseau {path} ne peut être chargé ({error}). Recopiez le dossier du modèle.</translation>
    </message>
    <message>
      <source>The network {path} cannot be read. Copy the model folder again.</source>
      <translation>Le réseau {path} ne peut être lu. Recopiez le dossier du modèle.</translation>
    </message>
    <message>
      <source>The network {path} does not fit its card ({error}). Copy the model folder again.</source>
      <translation>Le réseau {path} ne correspond pas à sa fiche ({error}). Recopiez le dossier du modèle.</translation>
    </message>
    <message>
      <source>The network {path} is larger than any that melcount counts with. Choose another model.</source>
      <translation>Le réseau {path} est plus grand que tous ceux avec lesquels melcount compte. Choisissez un autre modèle.</translation>
    </message>
    <message>
      <source>The network {path} is not the one its card describes (SHA-256 differs). Copy the model folder again.</source>
      <translation>Le réseau {path} n'est pas celui que décrit sa fiche (SHA-256 différent). Recopiez le dossier du modèle.</translation>
    </message>
    <message>
      <source>The network {path} is written for a newer onnxruntime than melcount has ({version}). Export it again with operator set 18 and IR version 10.</source>
      <translation>Le réseau {path} est écrit pour un onnxruntime plus récent que celui de melcount ({version}). Exportez-le à nouveau avec le jeu d’opérateurs 18 et la version IR 10.</translation>
    </message>
    <message>
      <source>The network {path} keeps its weights in another file, which nobody could check. Export it as one file.</source>
      <translation>Le réseau {path} garde ses poids dans un autre fichier, que personne ne pourrait vérifier. Exportez-le en un seul fichier.</translation>
    </message>
    <message>
      <source>The numbers of “{scan}” changed without a step of the journal.</source>
      <translation>Les nombres de « {scan} » ont changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The outline grew beyond what was counted. Count it again.</source>
      <translation>Le contour dépasse ce qui a été compté. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>The part of the file that should show the scan smaller ({sizes}) shows something else than the scan itself and is not used.</source>
      <translation>La partie du fichier qui devrait montrer le scan en plus petit ({sizes}) montre autre chose que le scan lui-même et n'est pas utilisée.</translation>
    </message>
    <message>
      <source>The pasted table cannot be read: its quotation marks do not match. Copy it again.</source>
      <translation>Le tableau collé ne peut pas être lu : ses guillemets ne vont pas par paires. Copiez-le de nouveau.</translation>
    </message>
    <message>
      <source>The pasted table is too large for a plan. Copy the plan alone.</source>
      <translation>Le tableau collé est trop grand pour un plan. Copiez le plan seul.</translation>
    </message>
    <message>
      <source>The pattern “{text}” has a field twice. Leave one of the two.</source>
      <translation>Le modèle de nom « {text} » contient deux fois le même champ. N’en laissez qu’un.</translation>
    </message>
    <message>
      <source>The pattern “{text}” has no field. Use {value}.</source>
      <translation>Le modèle de nom « {text} » ne contient aucun champ. Utilisez {value}.</translation>
    </message>
    <message>
      <source>The pictures of the reports find no room in {folder} ({reason}). Free some space there, then write the reports again.</source>
      <translation>Les images des rapports ne trouvent pas de place dans {folder} ({reason}). Libérez-y de l'espace, puis écrivez de nouveau les rapports.</translation>
    </message>
    <message>
      <source>The pixel size of {um_per_px} µm/px was given by the protocol of the study, not by the file.</source>
      <translation>La taille du pixel de {um_per_px} µm/px a été donnée par le protocole de l'étude, pas par le fichier.</translation>
    </message>
    <message>
      <source>The pixel size of {um_per_px} µm/px was given by the user, not by the file.</source>
      <translation>La taille du pixel de {um_per_px} µm/px a été donnée par l'utilisateur, pas par le fichier.</translation>
    </message>
    <message>
      <source>The plan “{name}” cannot be read ({reason}). Check that it is still there.</source>
      <translation>Le plan « {name} » ne peut pas être lu ({reason}). Vérifiez qu'il est toujours là.</translation>
    </message>
    <message>
      <source>The program that counts does not start (exit code {code}). Try again; if it fails again, install melcount anew.</source>
      <translation>Le programme qui compte ne démarre pas (code de sortie {code}). Réessayez ; s’il échoue encore, réinstallez melcount.</translation>
    </message>
    <message>
      <source>The program that looks at files does not start (exit code {code}). Try again; if it fails again, install melcount anew.</source>
      <translation>Le programme qui regarde les fichiers ne démarre pas (code de sortie {code}). Réessayez ; s’il échoue encore, réinstallez melcount.</translation>
    </message>
    <message>
      <source>The protocol changed without a step of the journal.</source>
      <translation>Le protocole a changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The protocol is lost: what the scans are counted with is open again.</source>
      <translation>Le protocole est perdu : ce avec quoi les scans sont comptés est de nouveau ouvert.</translation>
    </message>
    <message>
      <source>The protocol {path} was changed. Take a copy that was not.</source>
      <translation>Le protocole {path} a été modifié. Prenez une copie intacte.</translation>
    </message>
    <message>
      <source>The protocol “{name}” counts with the model {model} ({model_sha}), which is not in {places}. Name its folder.</source>
      <translation>Le protocole « {name} » compte avec le modèle {model} ({model_sha}), qui n’est pas dans {places}. Indiquez son dossier.</translation>
    </message>
    <message>
      <source>The report was written by an earlier version of melcount, which compared means, after a test whether spreads differ; its statistics were made again as it did. Written anew, the report compares on the logarithmic scale, with other ratios, intervals and p.</source>
      <translation>Le rapport a été écrit par une version antérieure de melcount, qui comparait des moyennes, après un test de différence des dispersions ; ses statistiques ont été refaites comme elle le faisait. Réécrit, le rapport compare sur l'échelle logarithmique, avec d'autres rapports, intervalles et p.</translation>
    </message>
    <message>
      <source>The reports were not written to {folder} ({reason}). Check the drive or choose another folder.</source>
      <translation>Les rapports n'ont pas été écrits dans {folder} ({reason}). Vérifiez le lecteur ou choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>The roles of conditions changed without a step of the journal.</source>
      <translation>Les rôles des conditions ont changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The sample of “{name}” is another than when its windows were drawn, so the counts by hand do not apply to it. Draw windows again.</source>
      <translation>L'échantillon de « {name} » n'est plus celui où ses fenêtres ont été tirées ; les comptages à la main ne s'y appliquent donc pas. Tirez de nouvelles fenêtres.</translation>
    </message>
    <message>
      <source>The sample reaches opposite borders of the scan, so part of it seems to lie outside; what lies outside is not counted.</source>
      <translation>L'échantillon atteint des bords opposés du scan : une partie semble être dehors ; ce qui est dehors n'est pas compté.</translation>
    </message>
    <message>
      <source>The samples of “{name}” hold only {rects} windows, so {windows} cannot be drawn. Ask for fewer.</source>
      <translation>Les échantillons de « {name} » ne contiennent que {rects} fenêtres ; {windows} ne peuvent donc pas être tirées. Demandez-en moins.</translation>
    </message>
    <message>
      <source>The scan has 16 bit and does not tell which value is white: {white} was taken, as for all scans of the study, and {black} for black.</source>
      <translation>Le scan est en 16 bits et ne dit pas quelle valeur est le blanc : {white} a été pris, comme pour tous les scans de l’étude, et {black} pour le noir.</translation>
    </message>
    <message>
      <source>The scan has 16 bit and does not tell which value is white: {white} was taken, since the brightest spots of the channel that is counted have it, and {black} for black.</source>
      <translation>Le scan est en 16 bits et ne dit pas quelle valeur est le blanc : {white} a été pris, car c’est celle des points les plus clairs du canal compté, et {black} pour le noir.</translation>
    </message>
    <message>
      <source>The scan has 16 bit and does not tell which value is white; its brightest, {white}, was taken.</source>
      <translation>Le scan est en 16 bits et ne dit pas quelle valeur est le blanc ; sa plus claire, {white}, a été prise.</translation>
    </message>
    <message>
      <source>The scan is bright where fluorescence is dark, so it looks like bright field; the model has never seen such scans and its count is not to be trusted.</source>
      <translation>Le scan est clair là où la fluorescence est sombre, il ressemble à du fond clair ; le modèle n'a jamais vu de tels scans et son comptage n'est pas fiable.</translation>
    </message>
    <message>
      <source>The scan is too small to show the outline of a sample</source>
      <translation>Le scan est trop petit pour montrer le contour d'un échantillon</translation>
    </message>
    <message>
      <source>The scan of window {number} is not counted any more, so it is not known where its sample lies. Count it again, or draw windows again.</source>
      <translation>Le scan de la fenêtre {number} n'est plus compté ; on ne sait donc pas où se trouve son échantillon. Recomptez-le, ou tirez de nouvelles fenêtres.</translation>
    </message>
    <message>
      <source>The settings in {path} cannot be read. The usual ones are used.</source>
      <translation>Les réglages dans {path} ne peuvent être lus. Ceux d'origine sont utilisés.</translation>
    </message>
    <message>
      <source>The settings in {path} were damaged. The usual ones are used; see “{name}”.</source>
      <translation>Les réglages dans {path} étaient endommagés. Les réglages habituels sont utilisés ; voir « {name} ».</translation>
    </message>
    <message>
      <source>The sheet “{name}” of “{name2}” is hidden, and no other one is a plan. Show it in Excel, save the table, then choose it again.</source>
      <translation>La feuille « {name} » de « {name2} » est masquée, et aucune autre n’est un plan. Affichez-la dans Excel, enregistrez le tableau, puis choisissez-le de nouveau.</translation>
    </message>
    <message>
      <source>The table names files that are not in the folder: {names}. Check their names.</source>
      <translation>Le tableau nomme des fichiers absents du dossier : {names}. Vérifiez leurs noms.</translation>
    </message>
    <message>
      <source>The table tells no condition of “{name}”.</source>
      <translation>Le tableau n’indique pas la condition de « {name} ».</translation>
    </message>
    <message>
      <source>The table {path} cannot be read, because it has a password. Save it without one, then choose it again.</source>
      <translation>Le tableau {path} ne peut pas être lu, car il est protégé par un mot de passe. Enregistrez-le sans mot de passe, puis choisissez-le de nouveau.</translation>
    </message>
    <message>
      <source>The table {path} cannot be read, because it is too large for a plan. Save the plan as a table of its own, then choose that.</source>
      <translation>Le tableau {path} ne peut pas être lu, car il est trop grand pour un plan. Enregistrez le plan dans un tableau à part, puis choisissez celui-ci.</translation>
    </message>
    <message>
      <source>The table {path} cannot be read, because it is {value}. Save it as .xlsx or .csv, then choose it again.</source>
      <translation>Le tableau {path} ne peut pas être lu, car c’est {value}. Enregistrez-le en .xlsx ou .csv, puis choisissez-le de nouveau.</translation>
    </message>
    <message>
      <source>The table {path} cannot be read. Save it as .xlsx or .csv, then choose it again.</source>
      <translation>Le tableau {path} ne peut pas être lu. Enregistrez-le au format .xlsx ou .csv, puis choisissez-le à nouveau.</translation>
    </message>
    <message>
      <source>The windows to be counted by hand changed without a step of the journal.</source>
      <translation>Les fenêtres à compter à la main ont changé sans étape du journal.</translation>
    </message>
    <message>
      <source>The worker on {gethostname} cannot write to {local_directory} ({strerror}). Free some space there, or start it with another --local-directory.</source>
      <translation>L’ouvrier sur {gethostname} ne peut pas écrire dans {local_directory} ({strerror}). Libérez-y de la place, ou lancez-le avec un autre --local-directory.</translation>
    </message>
    <message>
      <source>The worker on {gethostname} lacks the model {model} ({model_sha}). Put {model2} there, under the same path.</source>
      <translation>Il manque à l’ouvrier sur {gethostname} le modèle {model} ({model_sha}). Placez-y {model2}, sous le même chemin.</translation>
    </message>
    <message>
      <source>The worker on {host} does not see the folder {root}. Mount it there under the same path.</source>
      <translation>L’ouvrier sur {host} ne voit pas le dossier {root}. Montez-le là-bas sous le même chemin.</translation>
    </message>
    <message>
      <source>The worker on {host} has melcount {version}, not {version2}. Install the same version there, and start it anew.</source>
      <translation>L’ouvrier sur {host} a melcount {version}, et non {version2}. Installez-y la même version, puis relancez-le.</translation>
    </message>
    <message>
      <source>The worker on {host} sees the folder {root}, but not “{name}” in it. Mount the drive of the scans there under the same path.</source>
      <translation>Le worker sur {host} voit le dossier {root}, mais pas « {name} » dedans. Montez-y le disque des scans sous le même chemin.</translation>
    </message>
    <message>
      <source>The {percent} intervals are withheld, since they hold only for scans that are known to be like those the model learned from.</source>
      <translation>Les intervalles à {percent} ne sont pas donnés : ils ne valent que pour des scans semblables à ceux qui ont servi à entraîner le modèle.</translation>
    </message>
    <message>
      <source>The {um} µm per pixel of its {source} are about an image of {width} × {height} pixels, and this one has {width2} × {height2}; that is not used.</source>
      <translation>Les {um} µm par pixel ({source}) concernent une image de {width} × {height} pixels, et celle-ci en a {width2} × {height2} ; ils ne sont pas utilisés.</translation>
    </message>
    <message>
      <source>The {um} µm per pixel of its {source} are about an image of {width} × {height} pixels, and this one has {width2} × {height2}; that is not used. If it is all of that image, a pixel has {resized} µm.</source>
      <translation>Les {um} µm par pixel ({source}) concernent une image de {width} × {height} pixels, et celle-ci en a {width2} × {height2} ; ils ne sont pas utilisés. Si c’est cette image tout entière, un pixel mesure {resized} µm.</translation>
    </message>
    <message>
      <source>There is more than one control: {controls}. Say which of them the others are compared with.</source>
      <translation>Il y a plusieurs témoins : {controls}. Indiquez auquel les autres conditions sont comparées.</translation>
    </message>
    <message>
      <source>There is no channel “{wanted}”, which the protocol of the study names; the scan has: {channels}.</source>
      <translation>Il n'y a pas de canal « {wanted} », que nomme le protocole de l'étude ; le scan a : {channels}.</translation>
    </message>
    <message>
      <source>There is no channel “{wanted}”; choose one of: {channels}.</source>
      <translation>Il n'y a pas de canal « {wanted} » ; choisissez parmi : {channels}.</translation>
    </message>
    <message>
      <source>There is no field “{unknown}” for patterns. Use {value}.</source>
      <translation>Il n’existe pas de champ « {unknown} » pour les modèles de nom. Utilisez {value}.</translation>
    </message>
    <message>
      <source>There is no file {path}. Check its name and folder.</source>
      <translation>Il n'y a pas de fichier {path}. Vérifiez son nom et son dossier.</translation>
    </message>
    <message>
      <source>There is no folder {filename}. Check its name and its drive.</source>
      <translation>Il n’y a pas de dossier {filename}. Vérifiez son nom et son lecteur.</translation>
    </message>
    <message>
      <source>There is no role “{text}”. Use control, vehicle, positive control or test.</source>
      <translation>Il n'y a pas de rôle « {text} ». Utilisez témoin, véhicule, témoin positif ou test.</translation>
    </message>
    <message>
      <source>There is no study {source}. Check its name and folder.</source>
      <translation>Il n'y a pas d'étude {source}. Vérifiez son nom et son dossier.</translation>
    </message>
    <message>
      <source>These conditions look alike: {names}. Give them one name if they are one.</source>
      <translation>Ces conditions se ressemblent : {names}. Donnez-leur un seul nom si c’est la même.</translation>
    </message>
    <message>
      <source>These donors look alike: {names}. Give them one name if they are one.</source>
      <translation>Ces donneurs se ressemblent : {names}. Donnez-leur un seul nom si c’est le même.</translation>
    </message>
    <message>
      <source>These files hold the same scan: {paths}. Take out all but one of them.</source>
      <translation>Ces fichiers contiennent le même scan : {paths}. Retirez-les tous sauf un.</translation>
    </message>
    <message>
      <source>These files seem to be channels of one sample: {paths}. Keep the one with the label, and take out the others.</source>
      <translation>Ces fichiers semblent être les canaux d'un même échantillon : {paths}. Gardez celui du marquage et retirez les autres.</translation>
    </message>
    <message>
      <source>These files seem to be the same sample: {paths}. Take out all but one of them.</source>
      <translation>Ces fichiers semblent être le même échantillon : {paths}. Retirez-les tous sauf un.</translation>
    </message>
    <message>
      <source>These scans do not look like fluorescence, since they are bright field, saturated or without signal: {paths}. Check the files, or insist on counting them.</source>
      <translation>Ces images ne ressemblent pas à de la fluorescence, car elles sont en fond clair, saturées ou sans signal : {paths}. Vérifiez les fichiers, ou insistez pour les compter.</translation>
    </message>
    <message>
      <source>These scans tell no pixel size: {without}. Without one there are no cells/mm²; say what it is.</source>
      <translation>Ces scans n’indiquent pas de taille de pixel : {without}. Sans elle, pas de cellules/mm² ; indiquez-la.</translation>
    </message>
    <message>
      <source>What is taken for white has changed since the count. Count it again.</source>
      <translation>Ce qui est pris pour le blanc a changé depuis le comptage. Comptez-le à nouveau.</translation>
    </message>
    <message>
      <source>What the conditions are there for is lost: say again which one is the control.</source>
      <translation>Le rôle des conditions est perdu : indiquez de nouveau laquelle est le témoin.</translation>
    </message>
    <message>
      <source>What the file holds is described in “{name}”, which is not beside it, so that its pixel size and the names of its channels are not known.</source>
      <translation>Ce que contient le fichier est décrit dans « {name} », qui n’est pas à côté de lui : la taille de pixel et les noms des canaux ne sont pas connus.</translation>
    </message>
    <message>
      <source>Where the results go is lost; it is asked for again.</source>
      <translation>Le dossier des résultats est perdu ; il sera demandé de nouveau.</translation>
    </message>
    <message>
      <source>Whether “{scan}” is left out changed without a step of the journal.</source>
      <translation>Que « {scan} » soit écarté ou non a changé sans étape du journal.</translation>
    </message>
    <message>
      <source>Windows that were drawn to be counted by hand are lost; draw new ones.</source>
      <translation>Des fenêtres tirées pour être comptées à la main sont perdues ; tirez-en de nouvelles.</translation>
    </message>
    <message>
      <source>With this threshold no sample is found. Lower it, or draw the outline.</source>
      <translation>Avec ce seuil, aucun échantillon n'est trouvé. Baissez-le, ou tracez le contour.</translation>
    </message>
    <message>
      <source>a GIF picture</source>
      <translation>une image GIF</translation>
    </message>
    <message>
      <source>a HEIF or AVIF picture of a phone or camera</source>
      <translation>une image HEIF ou AVIF de téléphone ou d'appareil photo</translation>
    </message>
    <message>
      <source>a JPEG 2000 picture</source>
      <translation>une image JPEG 2000</translation>
    </message>
    <message>
      <source>a JPEG XL picture</source>
      <translation>une image JPEG XL</translation>
    </message>
    <message>
      <source>a JPEG of another maker</source>
      <translation>un JPEG d'un autre fabricant</translation>
    </message>
    <message>
      <source>a Leica LIF file</source>
      <translation>un fichier LIF de Leica</translation>
    </message>
    <message>
      <source>a Nikon ND2 file</source>
      <translation>un fichier ND2 de Nikon</translation>
    </message>
    <message>
      <source>a Numbers table</source>
      <translation>un tableau Numbers</translation>
    </message>
    <message>
      <source>a Philips iSyntax file</source>
      <translation>un fichier iSyntax de Philips</translation>
    </message>
    <message>
      <source>a Photoshop document</source>
      <translation>un document Photoshop</translation>
    </message>
    <message>
      <source>a Zeiss ZVI file</source>
      <translation>un fichier ZVI de Zeiss</translation>
    </message>
    <message>
      <source>a binary Excel workbook (.xlsb)</source>
      <translation>un classeur Excel binaire (.xlsb)</translation>
    </message>
    <message>
      <source>a fax code (CCITT)</source>
      <translation>un code de télécopie (CCITT)</translation>
    </message>
    <message>
      <source>a segment of {shape} {dtype}</source>
      <translation>un segment de {shape} {dtype}</translation>
    </message>
    <message>
      <source>a segment of {width} x {height} pixels</source>
      <translation>un segment de {width} x {height} pixels</translation>
    </message>
    <message>
      <source>a share of {share} %</source>
      <translation>une part de {share} %</translation>
    </message>
    <message>
      <source>a web page or XML under another ending</source>
      <translation>une page web ou du XML sous une autre extension</translation>
    </message>
    <message>
      <source>an Imaris or other HDF5 file</source>
      <translation>un fichier HDF5, d'Imaris ou autre</translation>
    </message>
    <message>
      <source>an Office document or an old microscope file</source>
      <translation>un document Office ou un ancien fichier de microscope</translation>
    </message>
    <message>
      <source>an Olympus OIB file</source>
      <translation>un fichier OIB d'Olympus</translation>
    </message>
    <message>
      <source>an Olympus OIF file</source>
      <translation>un fichier OIF d'Olympus</translation>
    </message>
    <message>
      <source>an OpenDocument table (.ods)</source>
      <translation>un tableau OpenDocument (.ods)</translation>
    </message>
    <message>
      <source>an old Excel workbook (.xls)</source>
      <translation>un ancien classeur Excel (.xls)</translation>
    </message>
    <message>
      <source>an old Nikon ND2 file</source>
      <translation>un ancien fichier ND2 de Nikon</translation>
    </message>
    <message>
      <source>background</source>
      <translation>fond</translation>
    </message>
    <message>
      <source>brighter</source>
      <translation>plus clairs</translation>
    </message>
    <message>
      <source>brightest hundredth</source>
      <translation>centième le plus clair</translation>
    </message>
    <message>
      <source>called {name}, a name of the label</source>
      <translation>appelé {name}, un nom du marquage</translation>
    </message>
    <message>
      <source>cannot be opened (OpenSlide: {message}); see that all files that belong to the scan lie where the scanner put them, or export it as TIFF</source>
      <translation>ne peut être ouvert (OpenSlide : {message}) ; vérifiez que tous les fichiers du scan sont là où le scanner les a mis, ou exportez-le en TIFF</translation>
    </message>
    <message>
      <source>cannot be opened; see that all files that belong to the scan lie where the scanner put them, or export it as TIFF</source>
      <translation>ne peut être ouvert ; vérifiez que tous les fichiers du scan sont là où le scanner les a mis, ou exportez-le en TIFF</translation>
    </message>
    <message>
      <source>cannot be read in part (OpenSlide: {message}); export the scan as TIFF, or copy it again from the scanner</source>
      <translation>ne peut être lu en partie (OpenSlide : {message}) ; exportez le scan en TIFF, ou recopiez-le depuis le scanner</translation>
    </message>
    <message>
      <source>chosen by the user</source>
      <translation>choisi par l'utilisateur</translation>
    </message>
    <message>
      <source>claims an entry of {size} MB in its directory, more than any scan has, and is probably damaged; copy it again</source>
      <translation>annonce une entrée de {size} Mo dans son répertoire, plus qu’aucun scan n’en a, et est sans doute endommagé ; recopiez-le</translation>
    </message>
    <message>
      <source>claims {shape}, more than any scan has, and is probably damaged; copy it again</source>
      <translation>annonce {shape}, plus qu'aucun scan, et est sans doute endommagé ; recopiez-le</translation>
    </message>
    <message>
      <source>claims {width} × {height} pixels, but holds next to nothing of them ({stored_bytes} kB); it was not written to its end or is damaged; copy it again from the scanner</source>
      <translation>annonce {width} × {height} pixels, mais n’en contient presque rien ({stored_bytes} ko) ; il n’a pas été écrit jusqu’au bout ou est endommagé ; recopiez-le depuis le scanner</translation>
    </message>
    <message>
      <source>claims {width} × {height} pixels, of which its tiles cover {claimed} %: some lie far off the others; copy it again from the scanner, or export the scan from ZEN as OME-TIFF</source>
      <translation>annonce {width} × {height} pixels, dont ses tuiles couvrent {claimed} % : certaines sont très loin des autres ; recopiez-le depuis le scanner, ou exportez l’image depuis ZEN en OME-TIFF</translation>
    </message>
    <message>
      <source>coarse-to-medium ratio</source>
      <translation>rapport grossier/moyen</translation>
    </message>
    <message>
      <source>describes several scans; open one of “{names}”</source>
      <translation>décrit plusieurs scans ; ouvrez l’un de « {names} »</translation>
    </message>
    <message>
      <source>describes “{names}”, which is not beside it; copy the files of the scan beside it</source>
      <translation>décrit « {names} », qui n’est pas à côté ; copiez les fichiers du scan à côté</translation>
    </message>
    <message>
      <source>dimmer</source>
      <translation>plus pâles</translation>
    </message>
    <message>
      <source>fine-to-coarse ratio</source>
      <translation>rapport fin/grossier</translation>
    </message>
    <message>
      <source>has a description of {described} kB, longer than any scan's; export it again from the scanner</source>
      <translation>a une description de {described} ko, plus longue que celle de tout scan ; exportez-le de nouveau depuis le scanner</translation>
    </message>
    <message>
      <source>has grey pixels in one of its files, which OpenSlide does not read from DICOM; export the scan as OME-TIFF</source>
      <translation>a des pixels gris dans un de ses fichiers, qu'OpenSlide ne lit pas en DICOM ; exportez le scan en OME-TIFF</translation>
    </message>
    <message>
      <source>has only {bits} bits per channel, too few to count from; export the scan with 8 or 16 bits</source>
      <translation>n'a que {bits} bits par canal, trop peu pour compter ; exportez le scan avec 8 ou 16 bits</translation>
    </message>
    <message>
      <source>has only {shape}; open the scan itself</source>
      <translation>n'a que {shape} ; ouvrez le scan lui-même</translation>
    </message>
    <message>
      <source>has {bits} bits per channel in one of its files, which OpenSlide does not read from DICOM; export the scan as OME-TIFF</source>
      <translation>a {bits} bits par canal dans un de ses fichiers, ce qu'OpenSlide ne lit pas en DICOM ; exportez le scan en OME-TIFF</translation>
    </message>
    <message>
      <source>has {channels} channels, more than can be looked at together; export those that are counted as a TIFF of their own</source>
      <translation>a {channels} canaux, plus que ce qui peut être regardé ensemble ; exportez ceux qui sont comptés dans un TIFF à part</translation>
    </message>
    <message>
      <source>has {planes} focal planes in one of its files, which OpenSlide does not read; export one plane as TIFF</source>
      <translation>a {planes} plans focaux dans un de ses fichiers, ce qu'OpenSlide ne lit pas ; exportez un plan en TIFF</translation>
    </message>
    <message>
      <source>holds channels of different sizes; save it again as one image</source>
      <translation>contient des canaux de tailles différentes ; enregistrez-le à nouveau comme une seule image</translation>
    </message>
    <message>
      <source>holds no image “{wanted}”; choose one of: {images}</source>
      <translation>ne contient pas d’image « {wanted} » ; choisissez parmi : {images}</translation>
    </message>
    <message>
      <source>holds no pixels that can be read; export the scan as OME-TIFF</source>
      <translation>ne contient aucun pixel lisible ; exportez le scan en OME-TIFF</translation>
    </message>
    <message>
      <source>holds pages of over {value} sizes, more than any scan; export one of them as a TIFF and open that</source>
      <translation>contient des pages de plus de {value} tailles, plus que tout scan ; exportez-en une en TIFF et ouvrez celle-ci</translation>
    </message>
    <message>
      <source>holds pixels that are neither grey nor RGB with 8 or 16 bits; export the scan from ZEN as OME-TIFF with 8 or 16 bits</source>
      <translation>contient des pixels qui ne sont ni gris ni RVB de 8 ou 16 bits ; exportez le scan depuis ZEN en OME-TIFF de 8 ou 16 bits</translation>
    </message>
    <message>
      <source>holds planes without pages; export one as a TIFF and open that</source>
      <translation>contient des plans sans pages ; exportez-en un en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds several images called “{wanted}”; choose by number: {images}</source>
      <translation>contient plusieurs images nommées « {wanted} » ; choisissez par numéro : {images}</translation>
    </message>
    <message>
      <source>holds several pictures; export one of them and open that</source>
      <translation>contient plusieurs images ; exportez-en une et ouvrez-la</translation>
    </message>
    <message>
      <source>holds {found} channels; export one plane as a TIFF and open that</source>
      <translation>contient {found} canaux ; exportez un plan en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds {found} planes on the axis {axis}; export one of them from ZEN as CZI or OME-TIFF and open that</source>
      <translation>contient {found} plans sur l'axe {axis} ; exportez l'un d'eux depuis ZEN en CZI ou OME-TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds {kind} pixels; save it again with 8 or 16 bits per channel</source>
      <translation>contient des pixels {kind} ; enregistrez-le à nouveau avec 8 ou 16 bits par canal</translation>
    </message>
    <message>
      <source>holds {needed} planes in one page; export one of them as a TIFF and open that</source>
      <translation>contient {needed} plans sur une page ; exportez l’un d’eux en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds {numbers} channels in colour; export one of them from ZEN as OME-TIFF</source>
      <translation>contient {numbers} canaux en couleur ; exportez l'un d'eux depuis ZEN en OME-TIFF</translation>
    </message>
    <message>
      <source>holds {pages} pages, more than any scan; export one plane as a TIFF and open that</source>
      <translation>contient {pages} pages, plus que tout scan ; exportez un plan en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds {planes} planes and does not tell what they are; say which of them is the scan, or export that one as a TIFF and open it</source>
      <translation>contient {planes} plans sans dire ce qu’ils sont ; indiquez lequel est le scan, ou exportez-le en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>holds {planes} planes, so that there is no plane {wanted}; choose another</source>
      <translation>contient {planes} plans : il n’y a pas de plan {wanted} ; choisissez-en un autre</translation>
    </message>
    <message>
      <source>holds {total} planes; export one plane as a TIFF and open that</source>
      <translation>contient {total} plans ; exportez un plan en TIFF et ouvrez celui-ci</translation>
    </message>
    <message>
      <source>is a PDF document; open the scan itself</source>
      <translation>est un document PDF ; ouvrez le scan lui-même</translation>
    </message>
    <message>
      <source>is a TIFF of a kind that melcount does not know; save it again</source>
      <translation>est un TIFF d'un type que melcount ne connaît pas ; enregistrez-le à nouveau</translation>
    </message>
    <message>
      <source>is a folder; choose the scan file inside it</source>
      <translation>est un dossier ; choisissez le fichier du scan qu'il contient</translation>
    </message>
    <message>
      <source>is a three-dimensional image; export one plane and open that</source>
      <translation>est une image en trois dimensions ; exportez un plan et ouvrez-le</translation>
    </message>
    <message>
      <source>is an OME-Zarr folder, which melcount does not read; export it as OME-TIFF</source>
      <translation>est un dossier OME-Zarr, que melcount ne lit pas ; exportez-le en OME-TIFF</translation>
    </message>
    <message>
      <source>is an Olympus VSI file, whose scan lies in a folder beside it that melcount does not read; export the scan from OlyVIA or cellSens as TIFF</source>
      <translation>est un fichier VSI d'Olympus, dont le scan est dans un dossier à côté que melcount ne lit pas ; exportez le scan depuis OlyVIA ou cellSens en TIFF</translation>
    </message>
    <message>
      <source>is an archive or an Office document; unpack it and open the scan in it</source>
      <translation>est une archive ou un document Office ; décompressez-la et ouvrez le scan qu'elle contient</translation>
    </message>
    <message>
      <source>is black and white without greys, as masks and drawings are; open the scan itself</source>
      <translation>est en noir et blanc sans gris, comme les masques et les dessins ; ouvrez le scan lui-même</translation>
    </message>
    <message>
      <source>is compressed in a way (CZI code {unknown}) that melcount does not read; save it again from ZEN without compression</source>
      <translation>est compressé d'une façon (code CZI {unknown}) que melcount ne lit pas ; enregistrez-le à nouveau depuis ZEN sans compression</translation>
    </message>
    <message>
      <source>is compressed in a way (TIFF code {code}) that melcount does not read; save it again as a TIFF without compression or with LZW</source>
      <translation>est compressé d'une façon (code TIFF {code}) que melcount ne lit pas ; enregistrez-le à nouveau en TIFF sans compression ou avec LZW</translation>
    </message>
    <message>
      <source>is compressed in a way (transfer syntax {syntax}) that OpenSlide does not read; export the scan as TIFF</source>
      <translation>est compressé d'une façon (syntaxe de transfert {syntax}) qu'OpenSlide ne lit pas ; exportez le scan en TIFF</translation>
    </message>
    <message>
      <source>is compressed with JPEG 2000 with colours at a lower resolution, which melcount does not read; save it again as a TIFF without compression or with LZW</source>
      <translation>est compressé en JPEG 2000 avec des couleurs de moindre résolution, ce que melcount ne lit pas ; enregistrez-le à nouveau en TIFF sans compression ou avec LZW</translation>
    </message>
    <message>
      <source>is compressed with gzip; unpack it and open the scan in it</source>
      <translation>est compressé avec gzip ; décompressez-le et ouvrez le scan qu'il contient</translation>
    </message>
    <message>
      <source>is compressed with {code}, which melcount does not read; save it again as a TIFF without compression or with LZW</source>
      <translation>est compressé avec {code}, ce que melcount ne lit pas ; enregistrez-le à nouveau en TIFF sans compression ou avec LZW</translation>
    </message>
    <message>
      <source>is cut short: pixels are missing at its end; copy it again</source>
      <translation>est tronqué : il manque des pixels à la fin ; recopiez-le</translation>
    </message>
    <message>
      <source>is damaged or cut short: it holds no image; copy it again</source>
      <translation>est endommagé ou tronqué : il ne contient pas d'image ; recopiez-le</translation>
    </message>
    <message>
      <source>is damaged: WebP with {samples} values per pixel; copy it again</source>
      <translation>est endommagé : du WebP à {samples} valeurs par pixel ; recopiez-le</translation>
    </message>
    <message>
      <source>is damaged: an RGB image with fewer than three channels</source>
      <translation>est endommagé : une image RVB avec moins de trois canaux</translation>
    </message>
    <message>
      <source>is damaged: its tiles have no size; copy it again</source>
      <translation>est endommagé : ses tuiles n'ont pas de taille ; recopiez-le</translation>
    </message>
    <message>
      <source>is damaged: parts of the image are missing; copy it again</source>
      <translation>est endommagé : il manque des parties de l'image ; recopiez-le</translation>
    </message>
    <message>
      <source>is neither grey nor RGB with 8 or 16 bits per channel; save it again as such</source>
      <translation>n'est ni gris ni RVB avec 8 ou 16 bits par canal ; enregistrez-le ainsi</translation>
    </message>
    <message>
      <source>is neither grey nor RGB; save it again as a grey or RGB TIFF</source>
      <translation>n'est ni gris ni RVB ; enregistrez-le à nouveau en TIFF gris ou RVB</translation>
    </message>
    <message>
      <source>is not an image that melcount reads; export the scan as TIFF, PNG or JPEG</source>
      <translation>n'est pas une image que melcount lit ; exportez le scan en TIFF, PNG ou JPEG</translation>
    </message>
    <message>
      <source>is of a set of different pixel sizes, from {sizes} to {sizes2} µm; copy the whole set again from the scanner</source>
      <translation>fait partie d'un ensemble dont les tailles de pixel diffèrent, de {sizes} à {sizes2} µm ; copiez à nouveau tout l'ensemble depuis le scanner</translation>
    </message>
    <message>
      <source>is of a set of files that hold several planes together; export one plane as a TIFF and open that</source>
      <translation>fait partie d'un ensemble de fichiers qui contiennent plusieurs plans à eux tous ; exportez un plan en TIFF et ouvrez-le</translation>
    </message>
    <message>
      <source>is of a set whose files do not fit each other: “{name}” has {width} × {height} pixels of {dtype}, “{name2}” has {width2} × {height2} of {dtype2}; copy the whole set again from the scanner</source>
      <translation>fait partie d'un ensemble dont les fichiers ne vont pas ensemble : « {name} » a {width} × {height} pixels de {dtype}, « {name2} » {width2} × {height2} de {dtype2} ; copiez à nouveau tout l'ensemble depuis le scanner</translation>
    </message>
    <message>
      <source>is of a set with “{name}”, which is damaged or cut short; copy it again</source>
      <translation>fait partie d'un ensemble avec « {name} », qui est endommagé ou tronqué ; copiez-le à nouveau</translation>
    </message>
    <message>
      <source>is of a set with “{name}”, which {error}</source>
      <translation>fait partie d'un ensemble avec « {name} », qui {error}</translation>
    </message>
    <message>
      <source>is of the set “{name}”, which lacks “{missing}”; copy it beside the others, or delete “{name2}” to open the others one by one</source>
      <translation>fait partie de l'ensemble « {name} », auquel il manque « {missing} » ; copiez-le à côté des autres, ou supprimez « {name2} » pour ouvrir les autres un par un</translation>
    </message>
    <message>
      <source>is one part of several of a scan; export the scan as OME-TIFF</source>
      <translation>n'est qu'une partie d'un scan ; exportez le scan en OME-TIFF</translation>
    </message>
    <message>
      <source>is stored in a way that melcount does not read; save it again as a grey or RGB TIFF without compression or with LZW</source>
      <translation>est enregistré d'une façon que melcount ne lit pas ; enregistrez-le à nouveau en TIFF gris ou RVB sans compression ou avec LZW</translation>
    </message>
    <message>
      <source>is too large to be read at once ({width} × {height} pixels); save it again as a tiled TIFF</source>
      <translation>est trop grand pour être lu d’un coup ({width} × {height} pixels) ; enregistrez-le de nouveau en TIFF à tuiles</translation>
    </message>
    <message>
      <source>is {kind}, which melcount does not read; export the scan from {program} as OME-TIFF</source>
      <translation>est {kind}, que melcount ne lit pas ; exportez le scan depuis {program} en OME-TIFF</translation>
    </message>
    <message>
      <source>is {kind}, which melcount does not read; save it as TIFF or PNG</source>
      <translation>est {kind}, que melcount ne lit pas ; enregistrez-le en TIFF ou PNG</translation>
    </message>
    <message>
      <source>it answers with what is no number</source>
      <translation>il répond par ce qui n’est pas un nombre</translation>
    </message>
    <message>
      <source>it finds less than no cells, {lowest}</source>
      <translation>il trouve moins de zéro cellule, {lowest}</translation>
    </message>
    <message>
      <source>it finds {area} cells/mm², where at most {value} can lie</source>
      <translation>il trouve {area} cellules/mm², là où il peut y en avoir {value} au plus</translation>
    </message>
    <message>
      <source>its light has {wavelength} nm, as the label's; names do not tell</source>
      <translation>sa lumière a {wavelength} nm, comme celle du marquage ; les noms ne le disent pas</translation>
    </message>
    <message>
      <source>lacks its finest pixels; copy the whole file again, or export the scan as OME-TIFF</source>
      <translation>n'a pas ses pixels les plus fins ; recopiez tout le fichier, ou exportez le scan en OME-TIFF</translation>
    </message>
    <message>
      <source>lacks some of its planes; export it as a single TIFF file</source>
      <translation>n'a pas tous ses plans ; exportez-le en un seul fichier TIFF</translation>
    </message>
    <message>
      <source>lacks “{missing}”; copy it beside the others, or delete “{name}” to open the others one by one</source>
      <translation>n'a pas « {missing} » ; copiez-le à côté des autres, ou supprimez « {name} » pour ouvrir les autres un par un</translation>
    </message>
    <message>
      <source>less saturated</source>
      <translation>moins saturés</translation>
    </message>
    <message>
      <source>less sharp</source>
      <translation>moins nets</translation>
    </message>
    <message>
      <source>lies beside two different files of one level of its series, of which OpenSlide takes neither; leave only the files that the scanner wrote in its folder</source>
      <translation>est à côté de deux fichiers différents d'un même niveau de sa série, dont OpenSlide ne prend aucun ; ne laissez dans son dossier que les fichiers écrits par le scanner</translation>
    </message>
    <message>
      <source>lists over {value} files, more than a scanner has filters; open the files one by one</source>
      <translation>énumère plus de {value} fichiers, plus qu’un scanner n’a de filtres ; ouvrez les fichiers un par un</translation>
    </message>
    <message>
      <source>more saturated</source>
      <translation>plus saturés</translation>
    </message>
    <message>
      <source>named by the protocol of the study</source>
      <translation>nommé par le protocole de l'étude</translation>
    </message>
    <message>
      <source>names no files with pixels; open the files that it belongs to</source>
      <translation>ne nomme aucun fichier de pixels ; ouvrez les fichiers auxquels il appartient</translation>
    </message>
    <message>
      <source>nobody</source>
      <translation>personne</translation>
    </message>
    <message>
      <source>pixel noise</source>
      <translation>bruit des pixels</translation>
    </message>
    <message>
      <source>protocol</source>
      <translation>protocole</translation>
    </message>
    <message>
      <source>ring {number} ({number2}–{number3} mm)</source>
      <translation>anneau {number} ({number2}–{number3} mm)</translation>
    </message>
    <message>
      <source>saturated pixels</source>
      <translation>pixels saturés</translation>
    </message>
    <message>
      <source>sharper</source>
      <translation>plus nets</translation>
    </message>
    <message>
      <source>stores its pixels as one block too large to unpack; save it again as a tiled TIFF</source>
      <translation>stocke ses pixels en un bloc trop grand à décomprimer ; enregistrez-le à nouveau en TIFF tuilé</translation>
    </message>
    <message>
      <source>the channel that most scans show, since they differ</source>
      <translation>le canal que la plupart des scans montrent, car ils diffèrent</translation>
    </message>
    <message>
      <source>the file</source>
      <translation>le fichier</translation>
    </message>
    <message>
      <source>the lossy JPEG of DNG</source>
      <translation>le JPEG avec pertes de DNG</translation>
    </message>
    <message>
      <source>the old kind of JPEG in TIFF</source>
      <translation>l'ancien JPEG de TIFF</translation>
    </message>
    <message>
      <source>the only channel of the scan</source>
      <translation>le seul canal du scan</translation>
    </message>
    <message>
      <source>the only channel of the scan, which has no name</source>
      <translation>le seul canal du scan, qui n'a pas de nom</translation>
    </message>
    <message>
      <source>the only one that has no name of another stain</source>
      <translation>le seul qui ne porte pas le nom d’un autre marquage</translation>
    </message>
    <message>
      <source>the only one that is not called as nuclei or bright field are</source>
      <translation>le seul dont le nom n’est pas celui de noyaux ou d’un fond clair</translation>
    </message>
    <message>
      <source>the protocol of the study</source>
      <translation>le protocole de l'étude</translation>
    </message>
    <message>
      <source>the signal is there: green has {green} grey levels of it, {strongest} {strongest2}</source>
      <translation>le signal y est : le vert en a {green} niveaux de gris, {strongest} {strongest2}</translation>
    </message>
    <message>
      <source>the strongest signal, since no name tells which channel is the label</source>
      <translation>le signal le plus fort, car aucun nom ne dit quel canal est le marquage</translation>
    </message>
    <message>
      <source>the user</source>
      <translation>l'utilisateur</translation>
    </message>
    <message>
      <source>the usual channel of the label, and it has signal</source>
      <translation>le canal habituel du marquage, et il a du signal</translation>
    </message>
    <message>
      <source>the usual channel of the label, but it is without signal</source>
      <translation>le canal habituel du marquage, mais il est sans signal</translation>
    </message>
    <message>
      <source>user</source>
      <translation>utilisateur</translation>
    </message>
    <message>
      <source>with a brighter background</source>
      <translation>au fond plus clair</translation>
    </message>
    <message>
      <source>with a darker background</source>
      <translation>au fond plus sombre</translation>
    </message>
    <message>
      <source>with larger cells</source>
      <translation>aux cellules plus grandes</translation>
    </message>
    <message>
      <source>with less noise</source>
      <translation>avec moins de bruit</translation>
    </message>
    <message>
      <source>with more noise</source>
      <translation>avec plus de bruit</translation>
    </message>
    <message>
      <source>with smaller cells</source>
      <translation>aux cellules plus petites</translation>
    </message>
    <message>
      <source>{area} mm² ({share} %)</source>
      <translation>{area} mm² ({share} %)</translation>
    </message>
    <message>
      <source>{error} Give µm per pixel, for example 0.4523.</source>
      <translation>{error} Donnez les µm par pixel, par exemple 0,4523.</translation>
    </message>
    <message>
      <source>{folder} holds no model. Choose a folder with model.onnx and {value} in it, or with such folders in it.</source>
      <translation>{folder} ne contient pas de modèle. Choisissez un dossier avec model.onnx et {value}, ou qui contient de tels dossiers.</translation>
    </message>
    <message>
      <source>{folder} is not a model: {value} cannot be read. Choose a folder that holds model.onnx and card.json.</source>
      <translation>{folder} n'est pas un modèle : {value} ne peut être lu. Choisissez un dossier qui contient model.onnx et card.json.</translation>
    </message>
    <message>
      <source>{key}: its count is lost; count it again.</source>
      <translation>{key} : son comptage est perdu ; comptez-le de nouveau.</translation>
    </message>
    <message>
      <source>{key}: its line in the list is damaged, and the journal does not tell what was done to it; say it again in the plan.</source>
      <translation>{key} : sa ligne dans la liste est endommagée, et le journal ne dit pas ce qui lui a été fait ; indiquez-le de nouveau dans le plan.</translation>
    </message>
    <message>
      <source>{key}: its line in the list was lost; where it lies and what was done to it is what the journal tells.</source>
      <translation>{key} : sa ligne dans la liste était perdue ; son emplacement et ce qui lui a été fait sont ceux que dit le journal.</translation>
    </message>
    <message>
      <source>{key}: its outline and its regions are lost.</source>
      <translation>{key} : son contour et ses régions sont perdus.</translation>
    </message>
    <message>
      <source>{key}: why it was left out is lost; say it again.</source>
      <translation>{key} : la raison pour laquelle il est écarté est perdue ; redites-la.</translation>
    </message>
    <message>
      <source>{name}: ImageJ cannot store places beyond {reach_px} px in these ROIs, so that they may lie elsewhere; look at them over the scan.</source>
      <translation>{name} : ImageJ ne peut pas enregistrer de positions au-delà de {reach_px} px dans ces ROI, qui se trouvent donc peut-être ailleurs ; regardez-les sur le scan.</translation>
    </message>
    <message>
      <source>{name}: detections were left out ({detections}), since regions were drawn besides.</source>
      <translation>{name} : les détections ont été écartées ({detections}), car des régions y ont aussi été dessinées.</translation>
    </message>
    <message>
      <source>{name}: outlines of a class to be ignored were taken out of the sample ({ignored}).</source>
      <translation>{name} : les contours d'une classe à ignorer ont été retirés de l'échantillon ({ignored}).</translation>
    </message>
    <message>
      <source>{name}: outlines of a class to be ignored were taken out of the sample and of the regions ({ignored}).</source>
      <translation>{name} : les contours d’une classe à ignorer ont été retirés de l’échantillon et des régions ({ignored}).</translation>
    </message>
    <message>
      <source>{name}: outlines without an area were left out ({empty}).</source>
      <translation>{name} : les contours sans surface ont été écartés ({empty}).</translation>
    </message>
    <message>
      <source>{name}: regions that lie wholly in outlines of a class to be ignored were left out ({gone}).</source>
      <translation>{name} : les régions situées entièrement dans des contours d’une classe à ignorer ont été laissées de côté ({gone}).</translation>
    </message>
    <message>
      <source>{number}: {unit}; trained on {low} to {unit2}</source>
      <translation>{number} : {unit} ; appris de {low} à {unit2}</translation>
    </message>
    <message>
      <source>{number}{name} ({width} × {height} px{um})</source>
      <translation>{number}{name} ({width} × {height} px{um})</translation>
    </message>
    <message>
      <source>{path} cannot be read ({strerror}). Check its permissions.</source>
      <translation>{path} ne peut pas être lu ({strerror}). Vérifiez ses droits d'accès.</translation>
    </message>
    <message>
      <source>{path} cannot be read ({strerror}). Check the path and the permissions.</source>
      <translation>{path} ne peut être lu ({strerror}). Vérifiez le chemin et les droits.</translation>
    </message>
    <message>
      <source>{path} cannot be understood as counts by hand. Export it again as a table, as Cell Counter's XML, or as GeoJSON of QuPath.</source>
      <translation>{path} ne peut pas être compris comme des comptages à la main. Exportez-le à nouveau comme tableau, comme XML de Cell Counter ou comme GeoJSON de QuPath.</translation>
    </message>
    <message>
      <source>{path} has neither the columns window and cells, nor window, x_px and y_px, nor x and y. Name its columns so in the first row.</source>
      <translation>{path} n'a ni les colonnes window et cells, ni window, x_px et y_px, ni x et y. Nommez ainsi ses colonnes dans la première ligne.</translation>
    </message>
    <message>
      <source>{path} holds a shape that is not a polygon. Export it again as GeoJSON.</source>
      <translation>{path} contient une forme qui n'est pas un polygone. Exportez-la à nouveau en GeoJSON.</translation>
    </message>
    <message>
      <source>{path} holds more than regions that somebody drew: it is too large to be read. Export the regions alone.</source>
      <translation>{path} contient plus que des régions dessinées : il est trop volumineux pour être lu. Exportez les régions seules.</translation>
    </message>
    <message>
      <source>{path} holds no counts. Add a row for each window that was counted.</source>
      <translation>{path} ne contient aucun comptage. Ajoutez une ligne pour chaque fenêtre comptée.</translation>
    </message>
    <message>
      <source>{path} holds no counts. Choose a table of counts, Cell Counter's XML, points of QuPath, or a folder of them.</source>
      <translation>{path} ne contient aucun comptage. Choisissez un tableau de comptages, le XML de Cell Counter, des points de QuPath, ou un dossier de ces fichiers.</translation>
    </message>
    <message>
      <source>{path} holds no outline with an area. Draw or export a polygon.</source>
      <translation>{path} ne contient aucun contour ayant une surface. Dessinez ou exportez un polygone.</translation>
    </message>
    <message>
      <source>{path} holds only outlines of a class to be ignored. Export the others, too.</source>
      <translation>{path} ne contient que des contours d'une classe à ignorer. Exportez aussi les autres.</translation>
    </message>
    <message>
      <source>{path} holds outlines whose lines or holes cross too often to tell what they enclose. Simplify them, or draw them again.</source>
      <translation>{path} contient des contours dont les lignes ou les trous se croisent trop souvent pour dire ce qu’ils entourent. Simplifiez-les, ou tracez-les de nouveau.</translation>
    </message>
    <message>
      <source>{path} holds {outlines} outlines that a program found, such as cells, and none that somebody drew. Export the regions, or say that all of them are meant.</source>
      <translation>{path} contient {outlines} contours trouvés par un programme, par exemple des cellules, et aucun que quelqu'un ait dessiné. Exportez les régions, ou dites que tous sont voulus.</translation>
    </message>
    <message>
      <source>{path} holds {outlines} outlines, more than somebody draws; they may be cells that a program found. Export the regions alone, or say that all of them are meant.</source>
      <translation>{path} contient {outlines} contours, plus que l'on n'en dessine ; ce sont peut-être des cellules trouvées par un programme. Exportez les régions seules, ou dites que tous sont voulus.</translation>
    </message>
    <message>
      <source>{path} is about “{name}”, which is neither the picture of a window nor a scan of the study. Name the file after what was counted.</source>
      <translation>{path} concerne « {name} », qui n'est ni l'image d'une fenêtre ni un scan de l'étude. Donnez au fichier le nom de ce qui a été compté.</translation>
    </message>
    <message>
      <source>{path} is damaged or cut short: it cannot be unpacked. Copy or export it again.</source>
      <translation>{path} est endommagé ou tronqué : il ne peut pas être décompressé. Copiez-le ou exportez-le à nouveau.</translation>
    </message>
    <message>
      <source>{path} is encrypted or packed in a way that is not known. Unpack it first.</source>
      <translation>{path} est chiffré ou compressé d'une manière inconnue. Décompressez-le d'abord.</translation>
    </message>
    <message>
      <source>{path} is not a GeoJSON file of polygons, nor a ROI of ImageJ. Export it again as one of these.</source>
      <translation>{path} n'est ni un fichier GeoJSON de polygones, ni une ROI d'ImageJ. Exportez-le à nouveau sous l'une de ces formes.</translation>
    </message>
    <message>
      <source>{path} is not a protocol of melcount. Choose a file written by melcount protocol.</source>
      <translation>{path} n’est pas un protocole de melcount. Choisissez un fichier écrit par melcount protocol.</translation>
    </message>
    <message>
      <source>{path} is too large for counts by hand. Export the marks alone.</source>
      <translation>{path} est trop grand pour des comptages à la main. Exportez seulement les marques.</translation>
    </message>
    <message>
      <source>{path} lacks one of the columns {columns}.</source>
      <translation>Il manque à {path} une des colonnes {columns}.</translation>
    </message>
    <message>
      <source>{path} lacks the column cells, or the columns x_px and y_px. Add what was counted.</source>
      <translation>Il manque à {path} la colonne cells, ou les colonnes x_px et y_px. Ajoutez ce qui a été compté.</translation>
    </message>
    <message>
      <source>{path} leaves no region: all of them lie in outlines of a class to be ignored. Export it without them.</source>
      <translation>{path} ne laisse aucune région : toutes sont dans des contours d’une classe à ignorer. Exportez-le sans ceux-ci.</translation>
    </message>
    <message>
      <source>{path} leaves no sample: all of it lies in outlines of a class to be ignored. Export it without them.</source>
      <translation>{path} ne laisse aucun échantillon : tout se trouve dans des contours d'une classe à ignorer. Exportez-le sans eux.</translation>
    </message>
    <message>
      <source>{path} tells places on a picture in µm. Export them in pixels.</source>
      <translation>{path} donne en µm des positions sur une image. Exportez-les en pixels.</translation>
    </message>
    <message>
      <source>{path}, line {line}: the cell lies outside window {number}. Give its place in level-0 pixels of the scan.</source>
      <translation>{path}, ligne {line} : la cellule est hors de la fenêtre {number}. Donnez sa position en pixels du scan au niveau 0.</translation>
    </message>
    <message>
      <source>{path}, line {line}: window {number} stands here a second time. Keep one of both rows.</source>
      <translation>{path}, ligne {line} : la fenêtre {number} figure ici une deuxième fois. Gardez une des deux lignes.</translation>
    </message>
    <message>
      <source>{path}, line {line}: {cells} cells are not possible.</source>
      <translation>{path}, ligne {line} : {cells} cellules ne sont pas possibles.</translation>
    </message>
    <message>
      <source>{path}, line {line}: “{image}” is no window of this check, whose windows are 1 to {windows}. Correct the number.</source>
      <translation>{path}, ligne {line} : « {image} » n'est pas une fenêtre de ce contrôle, dont les fenêtres vont de 1 à {windows}. Corrigez le numéro.</translation>
    </message>
    <message>
      <source>{path}, line {line}: “{text}” is not a number. Correct it.</source>
      <translation>{path}, ligne {line} : « {text} » n'est pas un nombre. Corrigez-le.</translation>
    </message>
    <message>
      <source>{picture} of the picture were not scanned, and so {sample} of the outlined sample; what was not scanned and a strip around it are neither in the area nor in the count.</source>
      <translation>{picture} de l'image n'ont pas été scannés, dont {sample} de l'échantillon délimité ; ce qui n'a pas été scanné et une bande autour ne sont ni dans la surface ni dans le comptage.</translation>
    </message>
    <message>
      <source>{reason}, so the whole scan is taken as sample; draw the outline if that is wrong.</source>
      <translation>{reason} : tout le scan est pris comme échantillon ; tracez le contour si c'est faux.</translation>
    </message>
    <message>
      <source>{share} % of the counted cells lie in places {manner} than the training images ({numbers}), so the counts may be off.</source>
      <translation>{share} % des cellules comptées sont dans des endroits {manner} que les images d'apprentissage ({numbers}) ; les comptages peuvent être faux.</translation>
    </message>
    <message>
      <source>{share} % of the counted cells lie in places {manner} than the training images ({numbers}); the exposure seems to be too long. Scan the sample again with a shorter one.</source>
      <translation>{share} % des cellules comptées sont dans des endroits {manner} que les images d'apprentissage ({numbers}) ; l'exposition semble trop longue. Refaites le scan avec une exposition plus courte.</translation>
    </message>
    <message>
      <source>{share} % of the counted cells lie in places {manner} than the training images ({numbers}); the scan seems to be out of focus. Look at it at 1:1 and scan the sample again.</source>
      <translation>{share} % des cellules comptées sont dans des endroits {manner} que les images d'apprentissage ({numbers}) ; le scan semble flou. Regardez-le à 1:1 et refaites le scan.</translation>
    </message>
    <message>
      <source>{share} % of the picture is padding, a frame or text at the brightness of white. No cells are counted there; leave it out of the sample, since its area counts.</source>
      <translation>{share} % de l’image sont du remplissage, un cadre ou du texte à la luminosité du blanc. Aucune cellule n’y est comptée ; laissez-les hors de l’échantillon, car leur aire compte.</translation>
    </message>
    <message>
      <source>{share} % of the sample is {manner} than the training images ({numbers}), and hardly any cells were counted, maybe too few.</source>
      <translation>{share} % de l'échantillon sont {manner} que les images d'apprentissage ({numbers}), et presque aucune cellule n'a été comptée, peut-être trop peu.</translation>
    </message>
    <message>
      <source>{share} % of white</source>
      <translation>{share} % du blanc</translation>
    </message>
    <message>
      <source>{shown}, … ({every})</source>
      <translation>{shown}, … ({every})</translation>
    </message>
    <message>
      <source>{um_per_px} µm per pixel is not the pixel size of a scan. Give a number between {value} and {value2}, for example 0.4523.</source>
      <translation>{um_per_px} µm par pixel n'est pas la taille de pixel d'un scan. Donnez un nombre entre {value} et {value2}, par exemple 0,4523.</translation>
    </message>
    <message>
      <source>{user} on {host} since {since}</source>
      <translation>{user} sur {host} depuis le {since}</translation>
    </message>
    <message>
      <source>{what} has no area. Draw or export it as a polygon.</source>
      <translation>{what} n'a pas de surface. Tracez ou exportez un polygone.</translation>
    </message>
    <message>
      <source>{width} × {height} pixels</source>
      <translation>{width} × {height} pixels</translation>
    </message>
    <message>
      <source>{width} × {height} px</source>
      <translation>{width} × {height} px</translation>
    </message>
    <message>
      <source>{windows} windows are too few for “{name}”: each scan or condition that is drawn from by itself needs two, or no interval can be told. Ask for more, or choose coarser strata.</source>
      <translation>{windows} fenêtres sont trop peu pour « {name} » : il en faut deux dans chaque scan ou condition où l'on tire à part, sinon aucun intervalle ne peut être donné. Demandez-en plus, ou choisissez des strates plus larges.</translation>
    </message>
    <message>
      <source>“{condition}” has one sample only. Nothing can be said about its spread, nor compared with confidence.</source>
      <translation>« {condition} » n’a qu’un seul échantillon. On ne peut rien dire de sa dispersion, ni la comparer avec certitude.</translation>
    </message>
    <message>
      <source>“{condition}” has {value} samples, where others have {usual}. Check that none is missing.</source>
      <translation>« {condition} » a {value} échantillons, alors que d’autres conditions en ont {usual}. Vérifiez qu’il n’en manque pas.</translation>
    </message>
    <message>
      <source>“{kept}” is one condition, which is also written: {others}.</source>
      <translation>« {kept} » est une seule condition, écrite aussi : {others}.</translation>
    </message>
    <message>
      <source>“{kept}” is one donor, who is also written: {others}.</source>
      <translation>« {kept} » est un seul donneur, écrit aussi : {others}.</translation>
    </message>
    <message>
      <source>“{name}” cannot be counted with the model “{name2}”: {error}. Choose another model, or send both to whoever made this one.</source>
      <translation>« {name} » ne peut pas être compté avec le modèle « {name2} » : {error}. Choisissez un autre modèle, ou envoyez les deux à qui a fait celui-ci.</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened ({why}); check that you may read it.</source>
      <translation>« {name} » ne peut être ouvert ({why}) ; vérifiez que vous avez le droit de le lire.</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened or written in {folder}. Check that the folder is there and that you may write in it.</source>
      <translation>« {name} » ne peut être ouvert ou écrit dans {folder}. Vérifiez que le dossier existe et que vous avez le droit d'y écrire.</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened: looking at it took over 1 GB of memory. Save it as a tiled pyramid (OME-TIFF), then open that.</source>
      <translation>« {name} » ne peut pas être ouvert : le regarder a pris plus de 1 Go de mémoire. Enregistrez-le en pyramide à tuiles (OME-TIFF), puis ouvrez celle-ci.</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened: looking at it took over 20 s of the processor's time. Copy it again from the scanner, or save it as a tiled pyramid (OME-TIFF).</source>
      <translation>« {name} » ne peut pas être ouvert : le regarder a pris plus de 20 s de temps du processeur. Recopiez-le depuis le scanner, ou enregistrez-le en pyramide à tuiles (OME-TIFF).</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened: nothing moved for {patience} s. Check the drive it lies on.</source>
      <translation>« {name} » ne peut pas être ouvert : rien n’a bougé pendant {patience} s. Vérifiez le lecteur où il se trouve.</translation>
    </message>
    <message>
      <source>“{name}” cannot be opened: the program failed while it looked at it. Copy it again from the scanner; if it fails again, send the file to support.</source>
      <translation>« {name} » ne peut pas être ouvert : le programme a échoué en l’examinant. Copiez-le à nouveau depuis le scanner ; si cela se répète, envoyez le fichier au support.</translation>
    </message>
    <message>
      <source>“{name}” cannot be read ({strerror}); check that it is still there.</source>
      <translation>« {name} » ne peut être lu ({strerror}) ; vérifiez qu'il est toujours là.</translation>
    </message>
    <message>
      <source>“{name}” cannot be read any more ({strerror}); check the drive or network folder it is on.</source>
      <translation>« {name} » ne peut plus être lu ({strerror}) ; vérifiez le disque ou le dossier réseau où il se trouve.</translation>
    </message>
    <message>
      <source>“{name}” cannot be read as a workbook. Choose a report that melcount wrote.</source>
      <translation>« {name} » ne peut pas être lu comme un classeur. Choisissez un rapport écrit par melcount.</translation>
    </message>
    <message>
      <source>“{name}” cannot be read or written in {folder} ({error}). Check the drive; what was saved before is kept.</source>
      <translation>« {name} » ne peut être lu ou écrit dans {folder} ({error}). Vérifiez le disque ; ce qui était enregistré est conservé.</translation>
    </message>
    <message>
      <source>“{name}” contradicts itself: at full size places are empty that show a picture at {width} × {height} px. Export it again from the scanner.</source>
      <translation>« {name} » se contredit : en taille réelle des endroits sont vides qui montrent une image à {width} × {height} px. Exportez-le à nouveau depuis le scanner.</translation>
    </message>
    <message>
      <source>“{name}” does not exist; check the name and the folder.</source>
      <translation>« {name} » n'existe pas ; vérifiez le nom et le dossier.</translation>
    </message>
    <message>
      <source>“{name}” does not look like fluorescence: it is bright in all channels where fluorescence is dark, as bright field and pages of text are, on which the model finds cells that are none. Check the file, or insist on counting it.</source>
      <translation>« {name} » ne ressemble pas à de la fluorescence : il est clair dans tous les canaux là où la fluorescence est sombre, comme le sont un fond clair et des pages de texte, sur lesquels le modèle trouve des cellules qui n’en sont pas. Vérifiez le fichier, ou insistez pour le compter.</translation>
    </message>
    <message>
      <source>“{name}” does not match the pattern {text}.</source>
      <translation>« {name} » ne correspond pas au modèle de nom {text}.</translation>
    </message>
    <message>
      <source>“{name}” does not say how its numbers were made: the hidden sheet “{value}” is missing. Take the workbook as melcount has written it.</source>
      <translation>« {name} » ne dit pas comment ses nombres ont été obtenus : la feuille cachée « {value} » manque. Prenez le classeur tel que melcount l'a écrit.</translation>
    </message>
    <message>
      <source>“{name}” has changed since it was opened. Open it again.</source>
      <translation>« {name} » a changé depuis son ouverture. Ouvrez-le à nouveau.</translation>
    </message>
    <message>
      <source>“{name}” has columns that tell nothing of a plan and were passed over: {others}.</source>
      <translation>« {name} » a des colonnes qui ne disent rien d’un plan et ont été ignorées : {others}.</translation>
    </message>
    <message>
      <source>“{name}” has no column “{needed}”. Its first row has to name the columns: file, condition, dose, replicate, donor, role.</source>
      <translation>« {name} » n’a pas de colonne « {needed} ». Sa première ligne doit nommer les colonnes : fichier, condition, dose, réplicat, donneur, rôle.</translation>
    </message>
    <message>
      <source>“{name}” has no scan whose count applies, so no windows can be drawn. Count its scans first.</source>
      <translation>« {name} » n'a aucun scan dont le comptage soit valable ; aucune fenêtre ne peut donc être tirée. Comptez d'abord ses scans.</translation>
    </message>
    <message>
      <source>“{name}” has two columns that tell the same, “{heading}” and “{heading2}”. Take one of them out, or call it something else.</source>
      <translation>« {name} » a deux colonnes qui disent la même chose, « {heading} » et « {heading2} ». Supprimez-en une, ou nommez-la autrement.</translation>
    </message>
    <message>
      <source>“{name}” has {rows} rows, too many for a plan. Save the plan as a table of its own, then choose that.</source>
      <translation>« {name} » a {rows} lignes, trop pour un plan. Enregistrez le plan dans un tableau à part, puis choisissez celui-ci.</translation>
    </message>
    <message>
      <source>“{name}” has {um_per_px} µm/px, too coarse to tell cells apart: the model needs {um_per_px2} µm/px or finer. Check the pixel size, or scan again.</source>
      <translation>« {name} » a {um_per_px} µm/px, trop grossier pour distinguer les cellules : le modèle demande {um_per_px2} µm/px ou plus fin. Vérifiez la taille du pixel, ou refaites le scan.</translation>
    </message>
    <message>
      <source>“{name}” holds nothing that could be saved as a study. Open a copy of it from a backup.</source>
      <translation>« {name} » ne contient rien qui puisse être sauvé comme étude. Ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” holds “{what}”, which no melcount study does, so that it is not opened. Open a copy of it from a backup.</source>
      <translation>« {name} » contient « {what} », ce qu’aucune étude de melcount ne contient ; il n’est donc pas ouvert. Ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” in {path} lies outside the scan of {width} x {height} px. Choose the regions drawn on this scan.</source>
      <translation>« {name} » dans {path} est hors du scan de {width} x {height} px. Choisissez les régions tracées sur ce scan.</translation>
    </message>
    <message>
      <source>“{name}” is a folder. Choose the study file inside it.</source>
      <translation>« {name} » est un dossier. Choisissez le fichier d'étude qu'il contient.</translation>
    </message>
    <message>
      <source>“{name}” is being written by another program. Try again when that is done.</source>
      <translation>« {name} » est en cours d'écriture par un autre programme. Réessayez quand ce sera fini.</translation>
    </message>
    <message>
      <source>“{name}” is damaged or cut short; copy it again from the scanner.</source>
      <translation>« {name} » est endommagé ou tronqué ; recopiez-le depuis le scanner.</translation>
    </message>
    <message>
      <source>“{name}” is damaged or is not a melcount study. Repair it, or open a copy of it from a backup.</source>
      <translation>« {name} » est endommagé ou n'est pas une étude melcount. Réparez-le, ou ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” is damaged where it keeps the protocol, by which all its scans are counted. Repair it, or open a copy of it from a backup.</source>
      <translation>« {name} » est endommagé à l’endroit du protocole, selon lequel tous ses scans sont comptés. Réparez-le, ou ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” is damaged where it keeps the windows to be counted by hand, or the counts. Repair it, or open a copy of it from a backup.</source>
      <translation>« {name} » est endommagé là où il conserve les fenêtres à compter à la main, ou les comptages. Réparez-le, ou ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” is damaged where it keeps what its conditions are there for, such as the control. Repair it, or open a copy of it from a backup.</source>
      <translation>« {name} » est endommagé à l’endroit du rôle de ses conditions, comme le témoin. Réparez-le, ou ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” is damaged where it lists what was left out of it. Add the folder of its scans again to find that anew.</source>
      <translation>« {name} » est endommagé à l’endroit de la liste de ce qui a été laissé de côté. Ajoutez de nouveau le dossier de ses scans pour la retrouver.</translation>
    </message>
    <message>
      <source>“{name}” is damaged. What can be read of it is shown and reported, and nothing is saved in it; repair it, or open a copy of it from a backup.</source>
      <translation>« {name} » est endommagé. Ce qui peut en être lu est affiché et figure dans les rapports, et rien n’y est enregistré ; réparez-le, ou ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” is damaged: part of its pixels cannot be read; copy it again from the scanner, or count it without the damaged area.</source>
      <translation>« {name} » est endommagé : une partie de ses pixels ne peut être lue ; recopiez-le depuis le scanner, ou comptez-le sans la zone endommagée.</translation>
    </message>
    <message>
      <source>“{name}” is empty; copy it again from the scanner.</source>
      <translation>« {name} » est vide ; recopiez-le depuis le scanner.</translation>
    </message>
    <message>
      <source>“{name}” is in a hidden row of the table, which was left out.</source>
      <translation>« {name} » est dans une ligne masquée du tableau, qui a été laissée de côté.</translation>
    </message>
    <message>
      <source>“{name}” is no longer in {folder}. Put it back, so that what you change can be saved.</source>
      <translation>« {name} » n'est plus dans {folder}. Remettez-le, pour que vos modifications puissent être enregistrées.</translation>
    </message>
    <message>
      <source>“{name}” is no longer in {parent}. Put it back there, or beside the report.</source>
      <translation>« {name} » n'est plus dans {parent}. Remettez-le à cet endroit, ou à côté du rapport.</translation>
    </message>
    <message>
      <source>“{name}” is not a file; choose the scan file itself.</source>
      <translation>« {name} » n'est pas un fichier ; choisissez le fichier du scan.</translation>
    </message>
    <message>
      <source>“{name}” is not in the table.</source>
      <translation>« {name} » n’est pas dans le tableau.</translation>
    </message>
    <message>
      <source>“{name}” is not the file that was counted: its content differs. Put the counted one back, or beside the report.</source>
      <translation>« {name} » n'est pas le fichier qui a été compté : son contenu diffère. Remettez celui qui a été compté, ou placez-le à côté du rapport.</translation>
    </message>
    <message>
      <source>“{name}” is not the file that was planned: its content has changed since. Put the planned file back, or accept the changed one.</source>
      <translation>« {name} » n’est pas le fichier prévu : son contenu a changé depuis. Remettez le fichier prévu, ou acceptez le nouveau.</translation>
    </message>
    <message>
      <source>“{name}” is open in a window, of {holder}. Close that window, then repair the study.</source>
      <translation>« {name} » est ouvert dans une fenêtre, de {holder}. Fermez cette fenêtre, puis réparez l'étude.</translation>
    </message>
    <message>
      <source>“{name}” is open in another window, of {owner}. What you change here is not saved; close the other window, then open the study again.</source>
      <translation>« {name} » est ouvert dans une autre fenêtre, de {owner}. Ce que vous modifiez ici n'est pas enregistré ; fermez l'autre fenêtre, puis rouvrez l'étude.</translation>
    </message>
    <message>
      <source>“{name}” is saturated: every pixel of its channel “{channel}” has the highest value that the file can hold, so that no cell can be told from another. Scan it again with a shorter exposure, choose another channel, or insist on counting it.</source>
      <translation>« {name} » est saturé : chaque pixel de son canal « {channel} » a la plus grande valeur que le fichier puisse contenir, de sorte qu’aucune cellule ne se distingue d’une autre. Numérisez-le à nouveau avec une exposition plus courte, choisissez un autre canal, ou insistez pour le compter.</translation>
    </message>
    <message>
      <source>“{name}” is the study itself. Choose another name or folder for the copy.</source>
      <translation>« {name} » est l'étude elle-même. Choisissez un autre nom ou un autre dossier pour la copie.</translation>
    </message>
    <message>
      <source>“{name}” is there already. Choose another name for the new study.</source>
      <translation>« {name} » existe déjà. Choisissez un autre nom pour la nouvelle étude.</translation>
    </message>
    <message>
      <source>“{name}” is too damaged to be counted: {share} % of its sample cannot be read, and a count is given up to {value} %. Copy it again from the scanner.</source>
      <translation>« {name} » est trop endommagé pour être compté : {share} % de son échantillon ne peut être lu, et un comptage est donné jusqu'à {value} %. Recopiez-le depuis le scanner.</translation>
    </message>
    <message>
      <source>“{name}” is without signal: every pixel of its channel “{channel}” has the same value, {value}. Check the file and its export, choose another channel, or insist on counting it.</source>
      <translation>« {name} » est sans signal : chaque pixel de son canal « {channel} » a la même valeur, {value}. Vérifiez le fichier et son export, choisissez un autre canal, ou insistez pour le compter.</translation>
    </message>
    <message>
      <source>“{name}” is write-protected, or {folder} is. What you change here is not saved; copy the study to a folder that you may write in, and open the copy.</source>
      <translation>« {name} », ou {folder}, est protégé en écriture. Ce que vous modifiez ici n'est pas enregistré ; copiez l'étude dans un dossier où vous pouvez écrire, et ouvrez la copie.</translation>
    </message>
    <message>
      <source>“{name}” lies in no sub-folder.</source>
      <translation>« {name} » n’est dans aucun sous-dossier.</translation>
    </message>
    <message>
      <source>“{name}” shows numbers that this version of melcount does not know. Use the version that has written it, or a newer one.</source>
      <translation>« {name} » montre des nombres que cette version de melcount ne connaît pas. Utilisez la version qui l’a écrit, ou une plus récente.</translation>
    </message>
    <message>
      <source>“{name}” was counted by itself, and is now read together with the files that make one scan with it. Count the scan anew, or put the file alone beside the report.</source>
      <translation>« {name} » a été compté seul et est maintenant lu avec les fichiers qui font un scan avec lui. Comptez de nouveau le scan, ou placez le fichier seul à côté du rapport.</translation>
    </message>
    <message>
      <source>“{name}” was counted with the model {name2} ({sha}), which is not here. Name its folder with --model.</source>
      <translation>« {name} » a été compté avec le modèle {name2} ({sha}), qui n'est pas ici. Donnez son dossier avec --model.</translation>
    </message>
    <message>
      <source>“{name}” was counted with the protocol “{name2}” ({sha}), and “{name3}” ({sha2}) is another. Count with the first one, or begin a new study.</source>
      <translation>« {name} » a été comptée avec le protocole « {name2} » ({sha}), et « {name3} » ({sha2}) en est un autre. Comptez avec le premier, ou commencez une nouvelle étude.</translation>
    </message>
    <message>
      <source>“{name}” was empty, and a new study is begun in it. If there was a study in it, open a copy of it from a backup.</source>
      <translation>« {name} » était vide, et une nouvelle étude y commence. S'il contenait une étude, ouvrez-en une copie de sauvegarde.</translation>
    </message>
    <message>
      <source>“{name}” was given up: counting it took {held} GiB of memory. Save it as a tiled pyramid (OME-TIFF), then count it again.</source>
      <translation>« {name} » a été abandonné : son comptage prenait {held} Gio de mémoire. Enregistrez-le en pyramide tuilée (OME-TIFF), puis recomptez-le.</translation>
    </message>
    <message>
      <source>“{name}” was given up: every worker that counted it died. Count it alone; if it fails again, send the file to support.</source>
      <translation>« {name} » a été abandonné : tous les ouvriers qui le comptaient se sont arrêtés. Comptez-le seul ; s’il échoue encore, envoyez le fichier au support.</translation>
    </message>
    <message>
      <source>“{name}” was given up: nothing moved for {silent_s} s. Check the drive it lies on, then count the failed scans again.</source>
      <translation>« {name} » a été abandonné : rien n’a avancé pendant {silent_s} s. Vérifiez son lecteur, puis recomptez les images en échec.</translation>
    </message>
    <message>
      <source>“{name}” was given up: the program failed while it counted this scan (exit code {code}). Count it alone; if it fails again, send the file to support.</source>
      <translation>« {name} » a été abandonné : le programme a échoué pendant le comptage de cette image (code {code}). Comptez-la seule ; si l’échec se répète, envoyez le fichier au support.</translation>
    </message>
    <message>
      <source>“{name}” was not looked at to the end, since that was cancelled. Open it again.</source>
      <translation>« {name} » n’a pas été regardé jusqu’au bout, car cela a été annulé. Ouvrez-le à nouveau.</translation>
    </message>
    <message>
      <source>“{name}” was not saved: the disc that holds {folder} is full. Free some space; what was saved before is kept.</source>
      <translation>« {name} » n'a pas été enregistré : le disque de {folder} est plein. Libérez de la place ; ce qui était enregistré est conservé.</translation>
    </message>
    <message>
      <source>“{name}” was not written to {parent} ({reason}). Check the drive or choose another folder.</source>
      <translation>« {name} » n'a pas été écrit dans {parent} ({reason}). Vérifiez le disque ou choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>“{name}” was not written: the disc that holds {parent} is full. Free some space or choose another folder.</source>
      <translation>« {name} » n'a pas été écrit : le disque de {parent} est plein. Libérez de la place ou choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>“{name}” was not written: {parent} is not a folder that can be written to. Choose another folder.</source>
      <translation>« {name} » n'a pas été écrit : on ne peut pas écrire dans {parent}. Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>“{name}” was outlined on another image of the file than the one that is counted. Open it again and check the outline.</source>
      <translation>« {name} » a été délimité sur une autre image du fichier que celle qui est comptée. Rouvrez-le et vérifiez le contour.</translation>
    </message>
    <message>
      <source>“{name}” was taken over by {owner}. What you change here is no longer saved; close the study, and open it again when the other window is closed.</source>
      <translation>« {name} » a été repris par {owner}. Ce que vous modifiez ici n'est plus enregistré ; fermez l'étude, et rouvrez-la quand l'autre fenêtre sera fermée.</translation>
    </message>
    <message>
      <source>“{name}” was written by a newer melcount (version {version} of its tables; this program knows version {known}). Open it with the newer melcount.</source>
      <translation>« {name} » a été écrit par un melcount plus récent (version {version} de ses tables ; ce programme connaît la version {known}). Ouvrez-le avec le melcount plus récent.</translation>
    </message>
    <message>
      <source>“{name}” {error}.</source>
      <translation>« {name} » {error}.</translation>
    </message>
    <message>
      <source>“{name}” {path}.</source>
      <translation>« {name} » {path}.</translation>
    </message>
    <message>
      <source>“{name}” {reason}.</source>
      <translation>« {name} » {reason}.</translation>
    </message>
    <message>
      <source>“{name}” {unread}.</source>
      <translation>« {name} » {unread}.</translation>
    </message>
    <message>
      <source>“{name}”, which belongs to it, is not beside it, so that these channels are missing: {channels}.</source>
      <translation>« {name} », qui en fait partie, n’est pas à côté : il manque ces canaux : {channels}.</translation>
    </message>
    <message>
      <source>“{study}” is damaged in the line of “{scan}” in its list of scans, so that what was done to it is not known. Say its condition again in the plan, or repair the study, which looks it up in the journal.</source>
      <translation>« {study} » est endommagé à la ligne de « {scan} » dans sa liste de scans, si bien que ce qui lui a été fait n’est pas connu. Indiquez de nouveau sa condition dans le plan, ou réparez l’étude, ce qui la cherche dans le journal.</translation>
    </message>
    <message>
      <source>“{study}” is damaged where it keeps the count of “{scan}”. Count it again, or open a copy of the study from a backup.</source>
      <translation>« {study} » est endommagé à l’endroit du comptage de « {scan} ». Recomptez-le, ou ouvrez une copie de sauvegarde de l’étude.</translation>
    </message>
    <message>
      <source>“{study}” is damaged where it keeps the outline and the regions of “{scan}”. Draw them again, or open a copy of the study from a backup.</source>
      <translation>« {study} » est endommagé à l’endroit du contour et des régions de « {scan} ». Dessinez-les de nouveau, ou ouvrez une copie de sauvegarde de l’étude.</translation>
    </message>
    <message>
      <source>“{study}” is damaged where it keeps what “{scan}” looks like. Count it again, or open a copy of the study from a backup.</source>
      <translation>« {study} » est endommagé à l’endroit de l’aperçu de « {scan} ». Recomptez-le, ou ouvrez une copie de sauvegarde de l’étude.</translation>
    </message>
    <message>
      <source>“{study}” is damaged where it keeps who changed “{scan}” and when, so that this is not told. Its numbers do not depend on it.</source>
      <translation>« {study} » est endommagé à l’endroit où il garde qui a modifié « {scan} » et quand, ce qui n’est donc pas indiqué. Ses chiffres n’en dépendent pas.</translation>
    </message>
    <message>
      <source>“{study}” is damaged where it keeps why “{scan}” was left out. Leave it out again or take it in again, with the reason.</source>
      <translation>« {study} » est endommagée là où elle garde pourquoi « {scan} » a été écarté. Écartez-le de nouveau ou reprenez-le, avec la raison.</translation>
    </message>
    <message>
      <source>“{text}” is not a regular expression ({error}). Correct it, or use a pattern.</source>
      <translation>« {text} » n’est pas une expression régulière ({error}). Corrigez-la, ou utilisez un modèle de nom.</translation>
    </message>
    <message>
      <source>“{text}” names no group. Call one (?P&lt;condition&gt;…), (?P&lt;dose&gt;…), (?P&lt;replicate&gt;…) or (?P&lt;donor&gt;…).</source>
      <translation>« {text} » ne nomme aucun groupe. Nommez-en un (?P&lt;condition&gt;…), (?P&lt;dose&gt;…), (?P&lt;replicate&gt;…) ou (?P&lt;donor&gt;…).</translation>
    </message>
  </context>
  <context>
    <name>edits</name>
    <message>
      <source>add vertex</source>
      <translation>ajouter un sommet</translation>
    </message>
    <message>
      <source>move region</source>
      <translation>déplacer la région</translation>
    </message>
    <message>
      <source>move vertex</source>
      <translation>déplacer un sommet</translation>
    </message>
    <message>
      <source>remove vertex</source>
      <translation>retirer un sommet</translation>
    </message>
  </context>
  <context>
    <name>intervals</name>
    <message>
      <source>In brackets: where the true number lies in {percent} of cases.</source>
      <translation>Entre parenthèses : là où se trouve le vrai nombre dans {percent} des cas.</translation>
    </message>
  </context>
  <context>
    <name>keys</name>
    <message>
      <source>Add a corner, remove a corner</source>
      <translation>Ajouter un sommet, retirer un sommet</translation>
    </message>
    <message>
      <source>Add to the selected region</source>
      <translation>Ajouter à la région sélectionnée</translation>
    </message>
    <message>
      <source>Alt while drawing</source>
      <translation>Alt en traçant</translation>
    </message>
    <message>
      <source>Close the polygon, forget its last corner, give it up</source>
      <translation>Fermer le polygone, oublier son dernier sommet, l'abandonner</translation>
    </message>
    <message>
      <source>F2 in the list</source>
      <translation>F2 dans la liste</translation>
    </message>
    <message>
      <source>Mouse and more</source>
      <translation>Souris et divers</translation>
    </message>
    <message>
      <source>Move the corner, or the region</source>
      <translation>Déplacer le sommet, ou la région</translation>
    </message>
    <message>
      <source>Pan</source>
      <translation>Déplacer la vue</translation>
    </message>
    <message>
      <source>Set the condition</source>
      <translation>Définir la condition</translation>
    </message>
    <message>
      <source>Shift while drawing</source>
      <translation>Maj en traçant</translation>
    </message>
    <message>
      <source>Smaller and larger brush</source>
      <translation>Pinceau plus petit, plus grand</translation>
    </message>
    <message>
      <source>Take from the selected region</source>
      <translation>Retirer de la région sélectionnée</translation>
    </message>
    <message>
      <source>Zoom</source>
      <translation>Zoomer</translation>
    </message>
    <message>
      <source>[ and ]</source>
      <translation>[ et ]</translation>
    </message>
    <message>
      <source>double-click an edge, right-click a corner</source>
      <translation>double-clic sur un bord, clic droit sur un sommet</translation>
    </message>
    <message>
      <source>double-click or Enter, Backspace, Esc</source>
      <translation>double-clic ou Entrée, Retour arrière, Échap</translation>
    </message>
    <message>
      <source>drag a corner, or the inside of the selected region</source>
      <translation>glisser un sommet, ou l'intérieur de la région sélectionnée</translation>
    </message>
    <message>
      <source>middle button, or space bar and drag</source>
      <translation>bouton du milieu, ou barre d'espace et glisser</translation>
    </message>
    <message>
      <source>wheel, or two fingers</source>
      <translation>molette, ou deux doigts</translation>
    </message>
  </context>
  <context>
    <name>language</name>
    <message>
      <source>English</source>
      <translation>Français</translation>
    </message>
    <message>
      <source>decimal separator</source>
      <translation>,</translation>
    </message>
    <message>
      <source>list separator</source>
      <translation>;</translation>
    </message>
    <message>
      <source>thousands separator</source>
      <translation> </translation>
    </message>
  </context>
  <context>
    <name>next</name>
    <message>
      <source>a new outline of the sample</source>
      <translation>un nouveau contour de l'échantillon</translation>
    </message>
    <message>
      <source>a new region</source>
      <translation>une nouvelle région</translation>
    </message>
    <message>
      <source>a new region; Alt takes away from “{region}”</source>
      <translation>une nouvelle région ; Alt retire de « {region} »</translation>
    </message>
    <message>
      <source>a new region; Shift adds to “{region}”, Alt takes away</source>
      <translation>une nouvelle région ; Maj ajoute à « {region} », Alt en retire</translation>
    </message>
    <message>
      <source>adds to the sample; Alt takes away</source>
      <translation>s'ajoute à l'échantillon ; Alt retire</translation>
    </message>
    <message>
      <source>check the white outline of the sample, then press Count.</source>
      <translation>vérifiez le contour blanc de l'échantillon, puis cliquez sur Compter.</translation>
    </message>
    <message>
      <source>click the corners or drag by hand, double-click or press Enter to close</source>
      <translation>cliquez les sommets ou tracez à main levée, double-clic ou Entrée pour fermer</translation>
    </message>
    <message>
      <source>click the next corner, double-click or press Enter to close, Backspace to go one back, drag to move the view</source>
      <translation>cliquez le sommet suivant, double-clic ou Entrée pour fermer, Retour arrière pour revenir d'un sommet, faites glisser pour déplacer la vue</translation>
    </message>
    <message>
      <source>count again: the last count does not apply any more; the result tells why.</source>
      <translation>comptez à nouveau : le dernier comptage n'est plus valable ; le résultat dit pourquoi.</translation>
    </message>
    <message>
      <source>count again: the outline grew; only the new part will be counted.</source>
      <translation>recomptez : le contour s'est agrandi ; seule la partie nouvelle sera comptée.</translation>
    </message>
    <message>
      <source>drag from corner to corner</source>
      <translation>faites glisser d'un coin à l'autre</translation>
    </message>
    <message>
      <source>drag over what is alike</source>
      <translation>faites glisser sur ce qui se ressemble</translation>
    </message>
    <message>
      <source>drag the corners of the outline, double-click its line to add one, right-click one to remove it; a tool adds to the sample, with Alt takes away. Esc ends.</source>
      <translation>faites glisser les sommets du contour, double-cliquez sa ligne pour en ajouter un, clic droit pour en retirer un ; un outil ajoute à l'échantillon, avec Alt il retire. Échap termine.</translation>
    </message>
    <message>
      <source>draw regions to compare, or export the results to Excel.</source>
      <translation>tracez des régions à comparer, ou exportez les résultats vers Excel.</translation>
    </message>
    <message>
      <source>enter the pixel size, so that mm² and cells/mm² can be told.</source>
      <translation>saisissez la taille du pixel, pour obtenir les mm² et les cellules/mm².</translation>
    </message>
    <message>
      <source>enter the pixel size, so that mm² and cells/mm² can be told; then press Count.</source>
      <translation>saisissez la taille du pixel, pour obtenir les mm² et les cellules/mm² ; puis cliquez sur Compter.</translation>
    </message>
    <message>
      <source>extends “{region}” where it touches it, else a new region; Shift adds, Alt takes away</source>
      <translation>étend « {region} » s'il la touche, sinon une nouvelle région ; Maj ajoute, Alt retire</translation>
    </message>
    <message>
      <source>open a scan, or drop one here.</source>
      <translation>ouvrez un scan, ou déposez-en un ici.</translation>
    </message>
    <message>
      <source>open the next scan, or draw more regions.</source>
      <translation>ouvrez le scan suivant, ou tracez d'autres régions.</translation>
    </message>
    <message>
      <source>paint, [ and ] change the size</source>
      <translation>peignez, [ et ] changent la taille</translation>
    </message>
    <message>
      <source>take a tool: it adds to the sample, with Alt takes away; without one a drag moves the view. Esc ends.</source>
      <translation>prenez un outil : il ajoute à l'échantillon, avec Alt il retire ; sans outil, faire glisser déplace la vue. Échap termine.</translation>
    </message>
    <message>
      <source>wait for the count; you can already draw regions.</source>
      <translation>attendez le comptage ; vous pouvez déjà tracer des régions.</translation>
    </message>
    <message>
      <source>wait until the scan is read; you can already look at it.</source>
      <translation>attendez que le scan soit lu ; vous pouvez déjà le regarder.</translation>
    </message>
    <message>
      <source>{how}: {what}. Esc ends.</source>
      <translation>{how} : {what}. Échap termine.</translation>
    </message>
    <message>
      <source>{how}: {what}. Esc to give up.</source>
      <translation>{how} : {what}. Échap pour abandonner.</translation>
    </message>
  </context>
  <context>
    <name>numbers</name>
    <message>
      <source>Add grid</source>
      <translation>Ajouter une grille</translation>
    </message>
    <message>
      <source>Add rings</source>
      <translation>Ajouter des anneaux</translation>
    </message>
    <message>
      <source>Number of rings from the centre to the edge:</source>
      <translation>Nombre d'anneaux du centre vers le bord :</translation>
    </message>
    <message>
      <source>Side of the squares in mm:</source>
      <translation>Côté des carrés en mm :</translation>
    </message>
  </context>
  <context>
    <name>plan</name>
    <message>
      <source>Condition</source>
      <translation>Condition</translation>
    </message>
    <message>
      <source>Donor or batch</source>
      <translation>Donneur ou lot</translation>
    </message>
    <message>
      <source>Replicate</source>
      <translation>Réplicat</translation>
    </message>
    <message>
      <source>Role of the condition</source>
      <translation>Rôle de la condition</translation>
    </message>
    <message>
      <source>Scan</source>
      <translation>Scan</translation>
    </message>
    <message>
      <source>a table (.xlsx, .csv)…</source>
      <translation>un tableau (.xlsx, .csv)…</translation>
    </message>
    <message>
      <source>control</source>
      <translation>témoin</translation>
    </message>
    <message>
      <source>file names, by a pattern</source>
      <translation>noms de fichiers, par un modèle</translation>
    </message>
    <message>
      <source>file names, by a regular expression</source>
      <translation>noms de fichiers, par une expression régulière</translation>
    </message>
    <message>
      <source>plan from a table</source>
      <translation>plan d'après un tableau</translation>
    </message>
    <message>
      <source>plan from file names</source>
      <translation>plan d'après les noms de fichiers</translation>
    </message>
    <message>
      <source>plan from sub-folders</source>
      <translation>plan d'après les sous-dossiers</translation>
    </message>
    <message>
      <source>positive control</source>
      <translation>témoin positif</translation>
    </message>
    <message>
      <source>sub-folders</source>
      <translation>sous-dossiers</translation>
    </message>
    <message>
      <source>test</source>
      <translation>essai</translation>
    </message>
    <message>
      <source>the grid below</source>
      <translation>la grille ci-dessous</translation>
    </message>
    <message>
      <source>vehicle</source>
      <translation>véhicule</translation>
    </message>
    <message>
      <source>with groups such as (?P&lt;condition&gt;…) and (?P&lt;replicate&gt;…)</source>
      <translation>avec des groupes tels que (?P&lt;condition&gt;…) et (?P&lt;replicate&gt;…)</translation>
    </message>
    <message>
      <source>{condition}, {dose}, {replicate} and {donor} stand for parts of the name</source>
      <translation>{condition}, {dose}, {replicate} et {donor} représentent des parties du nom</translation>
    </message>
    <message>
      <source>{n} of {all} scans; conditions: {m}, {names}</source>
      <translation>{n} scans sur {all} ; conditions : {m}, {names}</translation>
    </message>
  </context>
  <context>
    <name>progress</name>
    <message>
      <source>about {n} h left</source>
      <translation>encore {n} h environ</translation>
    </message>
    <message>
      <source>about {n} min left</source>
      <translation>encore {n} min environ</translation>
    </message>
    <message>
      <source>about {n} s left</source>
      <translation>encore {n} s environ</translation>
    </message>
  </context>
  <context>
    <name>regions</name>
    <message>
      <source>lower left</source>
      <translation>en bas à gauche</translation>
    </message>
    <message>
      <source>lower right</source>
      <translation>en bas à droite</translation>
    </message>
    <message>
      <source>sample</source>
      <translation>échantillon</translation>
    </message>
    <message>
      <source>upper left</source>
      <translation>en haut à gauche</translation>
    </message>
    <message>
      <source>upper right</source>
      <translation>en haut à droite</translation>
    </message>
  </context>
  <context>
    <name>report</name>
    <message>
      <source>(no condition)</source>
      <translation>(sans condition)</translation>
    </message>
    <message>
      <source>0 is the finest</source>
      <translation>0 est le plus fin</translation>
    </message>
    <message>
      <source>95 % from</source>
      <translation>95 % de</translation>
    </message>
    <message>
      <source>95 % interval</source>
      <translation>intervalle à 95 %</translation>
    </message>
    <message>
      <source>95 % to</source>
      <translation>95 % à</translation>
    </message>
    <message>
      <source>95 % to less mean</source>
      <translation>95 % à, moins la moyenne</translation>
    </message>
    <message>
      <source>: </source>
      <translation> : </translation>
    </message>
    <message>
      <source>; </source>
      <translation> ; </translation>
    </message>
    <message>
      <source>After</source>
      <translation>Après</translation>
    </message>
    <message>
      <source>All numbers</source>
      <translation>Tous les nombres</translation>
    </message>
    <message>
      <source>Annotated cells in them</source>
      <translation>Cellules annotées dans celles-ci</translation>
    </message>
    <message>
      <source>Approved</source>
      <translation>Approuvé</translation>
    </message>
    <message>
      <source>Area (mm²)</source>
      <translation>Surface (mm²)</translation>
    </message>
    <message>
      <source>Audit</source>
      <translation>Audit</translation>
    </message>
    <message>
      <source>Bar (cells/mm²)</source>
      <translation>Barre (cellules/mm²)</translation>
    </message>
    <message>
      <source>Before</source>
      <translation>Avant</translation>
    </message>
    <message>
      <source>Bias</source>
      <translation>Biais</translation>
    </message>
    <message>
      <source>Bias on a scan (standard deviation)</source>
      <translation>Biais sur un scan (écart-type)</translation>
    </message>
    <message>
      <source>Bias on test crops</source>
      <translation>Biais sur les vignettes de test</translation>
    </message>
    <message>
      <source>Black (grey value)</source>
      <translation>Noir (niveau de gris)</translation>
    </message>
    <message>
      <source>Black of scans of 16 bit (grey value)</source>
      <translation>Noir des scans en 16 bits (niveau de gris)</translation>
    </message>
    <message>
      <source>CARD.md in the model's folder</source>
      <translation>CARD.md dans le dossier du modèle</translation>
    </message>
    <message>
      <source>CV</source>
      <translation>CV</translation>
    </message>
    <message>
      <source>Cells</source>
      <translation>Cellules</translation>
    </message>
    <message>
      <source>Cells, {level} from</source>
      <translation>Cellules, {level} de</translation>
    </message>
    <message>
      <source>Cells, {level} to</source>
      <translation>Cellules, {level} à</translation>
    </message>
    <message>
      <source>Channel</source>
      <translation>Canal</translation>
    </message>
    <message>
      <source>Channel counted</source>
      <translation>Canal compté</translation>
    </message>
    <message>
      <source>Channels</source>
      <translation>Canaux</translation>
    </message>
    <message>
      <source>Chart data</source>
      <translation>Données du graphique</translation>
    </message>
    <message>
      <source>Checks of the assay: {found}.</source>
      <translation>Contrôles de l'essai : {found}.</translation>
    </message>
    <message>
      <source>Coefficient of variation</source>
      <translation>Coefficient de variation</translation>
    </message>
    <message>
      <source>Colour: cells per million pixels, smoothed.</source>
      <translation>Couleur : cellules par million de pixels, lissées.</translation>
    </message>
    <message>
      <source>Compared with</source>
      <translation>Comparée à</translation>
    </message>
    <message>
      <source>Compared with “{control}”:</source>
      <translation>Par rapport à « {control} » :</translation>
    </message>
    <message>
      <source>Condition</source>
      <translation>Condition</translation>
    </message>
    <message>
      <source>Conditions</source>
      <translation>Conditions</translation>
    </message>
    <message>
      <source>Conditions share donors (or batches), which are blocks: log density = condition + donor + residual, by least squares, with one residual spread for all conditions. If conditions differ much in it, more than 5 % of studies find what is not there.</source>
      <translation>Les conditions partagent des donneurs (ou lots), qui sont des blocs : log densité = condition + donneur + résidu, par moindres carrés, avec une seule dispersion résiduelle pour toutes les conditions. Si les conditions y diffèrent beaucoup, plus de 5 % des études trouvent ce qui n'est pas là.</translation>
    </message>
    <message>
      <source>Control</source>
      <translation>Témoin</translation>
    </message>
    <message>
      <source>Count</source>
      <translation>Comptage</translation>
    </message>
    <message>
      <source>Damage</source>
      <translation>Dommages</translation>
    </message>
    <message>
      <source>Damaged ({unit})</source>
      <translation>Endommagé ({unit})</translation>
    </message>
    <message>
      <source>Date</source>
      <translation>Date</translation>
    </message>
    <message>
      <source>Density (cells/mm²)</source>
      <translation>Densité (cellules/mm²)</translation>
    </message>
    <message>
      <source>Density map of {scan}</source>
      <translation>Carte de densité de {scan}</translation>
    </message>
    <message>
      <source>Density maps of “{name}”</source>
      <translation>Cartes de densité de « {name} »</translation>
    </message>
    <message>
      <source>Density, 95 % from</source>
      <translation>Densité, 95 % de</translation>
    </message>
    <message>
      <source>Density, 95 % to</source>
      <translation>Densité, 95 % à</translation>
    </message>
    <message>
      <source>Density, geometric mean (cells/mm²)</source>
      <translation>Densité, moyenne géométrique (cellules/mm²)</translation>
    </message>
    <message>
      <source>Density, {level} from (cells/mm²)</source>
      <translation>Densité, {level} de (cellules/mm²)</translation>
    </message>
    <message>
      <source>Density, {level} to (cells/mm²)</source>
      <translation>Densité, {level} à (cellules/mm²)</translation>
    </message>
    <message>
      <source>Detectable ratio</source>
      <translation>Rapport détectable</translation>
    </message>
    <message>
      <source>Difference (cells/mm²)</source>
      <translation>Différence (cellules/mm²)</translation>
    </message>
    <message>
      <source>Difference from “{control}” (cells/mm²)</source>
      <translation>Différence à « {control} » (cellules/mm²)</translation>
    </message>
    <message>
      <source>Difference, 95 % from</source>
      <translation>Différence, 95 % de</translation>
    </message>
    <message>
      <source>Difference, 95 % to</source>
      <translation>Différence, 95 % à</translation>
    </message>
    <message>
      <source>Donor</source>
      <translation>Donneur</translation>
    </message>
    <message>
      <source>Donor or batch</source>
      <translation>Donneur ou lot</translation>
    </message>
    <message>
      <source>Donors or batches</source>
      <translation>Donneurs ou lots</translation>
    </message>
    <message>
      <source>Dose</source>
      <translation>Dose</translation>
    </message>
    <message>
      <source>Dose-response of “{substance}” ({doses} doses): ten times the dose makes {ratio} times the density (95 % interval {low} to {high}; {p}; linear contrast of log density on log dose, not adjusted).</source>
      <translation>Dose-réponse de « {substance} » ({doses} doses) : dix fois la dose donne {ratio} fois la densité (intervalle à 95 % {low} à {high} ; {p} ; contraste linéaire du log de la densité sur le log de la dose, non ajusté).</translation>
    </message>
    <message>
      <source>Duration of the count (s)</source>
      <translation>Durée du comptage (s)</translation>
    </message>
    <message>
      <source>Error in total on test crops, T_err</source>
      <translation>Erreur totale sur les vignettes de test, T_err</translation>
    </message>
    <message>
      <source>Error in total, T_err</source>
      <translation>Erreur totale, T_err</translation>
    </message>
    <message>
      <source>Error of a place (standard deviation)</source>
      <translation>Erreur d’un endroit (écart-type)</translation>
    </message>
    <message>
      <source>Error per crop, A_err</source>
      <translation>Erreur par vignette, A_err</translation>
    </message>
    <message>
      <source>Error per test crop, A_err</source>
      <translation>Erreur par vignette de test, A_err</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Fichier</translation>
    </message>
    <message>
      <source>Filed under</source>
      <translation>Classée sous</translation>
    </message>
    <message>
      <source>Files and folders beside the scans that were taken for none: {count}; see “{sheet}”.</source>
      <translation>Fichiers et dossiers à côté des scans qui n'ont pas été pris pour des scans : {count} ; voir « {sheet} ».</translation>
    </message>
    <message>
      <source>Fingerprint</source>
      <translation>Empreinte</translation>
    </message>
    <message>
      <source>Fingerprint of the file</source>
      <translation>Empreinte du fichier</translation>
    </message>
    <message>
      <source>Flagged, see above.</source>
      <translation>Alerte, voir ci-dessus.</translation>
    </message>
    <message>
      <source>Flags</source>
      <translation>Alertes</translation>
    </message>
    <message>
      <source>Flags and failures</source>
      <translation>Alertes et échecs</translation>
    </message>
    <message>
      <source>Folder</source>
      <translation>Dossier</translation>
    </message>
    <message>
      <source>Geometric mean (cells/mm²)</source>
      <translation>Moyenne géométrique (cellules/mm²)</translation>
    </message>
    <message>
      <source>Geometric mean with its 95 % interval by the pooled spread; every point is a sample</source>
      <translation>Moyenne géométrique avec son intervalle à 95 % par la dispersion commune ; chaque point est un échantillon</translation>
    </message>
    <message>
      <source>Half the effect is at {half} (95 % interval {low} to {high}; logistic curve of four parameters through log densities).</source>
      <translation>La moitié de l'effet est à {half} (intervalle à 95 % {low} à {high} ; courbe logistique à quatre paramètres par les logarithmes des densités).</translation>
    </message>
    <message>
      <source>Height (px)</source>
      <translation>Hauteur (px)</translation>
    </message>
    <message>
      <source>Higher than “{control}”: {ratio} times as dense (95 % interval {interval}; {p}, {method}), {difference} cells/mm² at the density of the control.</source>
      <translation>Plus élevée que « {control} » : {ratio} fois sa densité (intervalle à 95 % {interval} ; {p}, {method}), {difference} cellules/mm² à la densité du témoin.</translation>
    </message>
    <message>
      <source>Highest over {area} mm² (cells/mm²)</source>
      <translation>La plus haute sur {area} mm² (cellules/mm²)</translation>
    </message>
    <message>
      <source>How it was made</source>
      <translation>Comment c'est fait</translation>
    </message>
    <message>
      <source>How the plan was read</source>
      <translation>Comment le plan a été lu</translation>
    </message>
    <message>
      <source>Image of the file</source>
      <translation>Image du fichier</translation>
    </message>
    <message>
      <source>Image of the files</source>
      <translation>Image des fichiers</translation>
    </message>
    <message>
      <source>In brackets: {level} intervals.</source>
      <translation>Entre parenthèses : intervalles à {level}.</translation>
    </message>
    <message>
      <source>In {level} of cases the true number lies between these two.</source>
      <translation>Dans {level} des cas, le vrai nombre est entre ces deux valeurs.</translation>
    </message>
    <message>
      <source>Intervals of the counts</source>
      <translation>Intervalles des comptages</translation>
    </message>
    <message>
      <source>It differs from “{control}” by {difference} cells/mm²; with so few samples, or without any spread, neither an interval nor a test can be given.</source>
      <translation>Elle diffère de « {control} » de {difference} cellules/mm² ; avec si peu d'échantillons, ou sans aucune dispersion, ni intervalle ni test ne peuvent être donnés.</translation>
    </message>
    <message>
      <source>It is a check of the assay, and not among the comparisons that p is adjusted for.</source>
      <translation>C'est un contrôle de l'essai, qui n'est pas parmi les comparaisons pour lesquelles p est ajusté.</translation>
    </message>
    <message>
      <source>It is compared with nothing, since the study has no control with a density.</source>
      <translation>Elle n'est comparée à rien, car l'étude n'a pas de témoin avec une densité.</translation>
    </message>
    <message>
      <source>Journal</source>
      <translation>Journal</translation>
    </message>
    <message>
      <source>Journal and study</source>
      <translation>Journal et étude</translation>
    </message>
    <message>
      <source>Kind</source>
      <translation>Type</translation>
    </message>
    <message>
      <source>Last change by</source>
      <translation>Dernier changement par</translation>
    </message>
    <message>
      <source>Left out</source>
      <translation>Écarté</translation>
    </message>
    <message>
      <source>Left out ({unit})</source>
      <translation>Laissé de côté ({unit})</translation>
    </message>
    <message>
      <source>Level of the intervals</source>
      <translation>Niveau des intervalles</translation>
    </message>
    <message>
      <source>Level read</source>
      <translation>Niveau lu</translation>
    </message>
    <message>
      <source>Licence</source>
      <translation>Licence</translation>
    </message>
    <message>
      <source>Lines in colours: the regions, as in the window.</source>
      <translation>Lignes de couleur : les régions, comme dans la fenêtre.</translation>
    </message>
    <message>
      <source>Login</source>
      <translation>Session</translation>
    </message>
    <message>
      <source>Lower than “{control}”: {ratio} times as dense (95 % interval {interval}; {p}, {method}), {difference} cells/mm² at the density of the control.</source>
      <translation>Plus basse que « {control} » : {ratio} fois sa densité (intervalle à 95 % {interval} ; {p}, {method}), {difference} cellules/mm² à la densité du témoin.</translation>
    </message>
    <message>
      <source>Lowest over {area} mm² (cells/mm²)</source>
      <translation>La plus basse sur {area} mm² (cellules/mm²)</translation>
    </message>
    <message>
      <source>Map pixels counted</source>
      <translation>Pixels comptés de la carte</translation>
    </message>
    <message>
      <source>Mean</source>
      <translation>Moyenne</translation>
    </message>
    <message>
      <source>Mean (cells/mm²)</source>
      <translation>Moyenne (cellules/mm²)</translation>
    </message>
    <message>
      <source>Mean density (cells/mm²)</source>
      <translation>Densité moyenne (cellules/mm²)</translation>
    </message>
    <message>
      <source>Mean less 95 % from</source>
      <translation>Moyenne, moins 95 % de</translation>
    </message>
    <message>
      <source>Melanocyte count</source>
      <translation>Comptage de mélanocytes</translation>
    </message>
    <message>
      <source>Melanocyte count of {scan}</source>
      <translation>Comptage de mélanocytes de {scan}</translation>
    </message>
    <message>
      <source>Method</source>
      <translation>Méthode</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>Model card</source>
      <translation>Fiche du modèle</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>No condition of the study has the role “control” or “vehicle”, so nothing is compared. Give one that role and write the reports again.</source>
      <translation>Aucune condition de l'étude n'a le rôle « témoin » ou « véhicule », rien n'est donc comparé. Donnez ce rôle à l'une d'elles et écrivez à nouveau les rapports.</translation>
    </message>
    <message>
      <source>No difference from “{control}” is shown: it may be anywhere from {interval} times as dense (95 % interval; {p}, {method}).</source>
      <translation>Aucune différence avec « {control} » n'est montrée : la densité peut en être de {interval} fois (intervalle à 95 % ; {p}, {method}).</translation>
    </message>
    <message>
      <source>No flags were raised, and no scan failed.</source>
      <translation>Aucune alerte n'a été levée et aucun scan n'a échoué.</translation>
    </message>
    <message>
      <source>No flags were raised.</source>
      <translation>Aucune alerte n'a été levée.</translation>
    </message>
    <message>
      <source>Nobody said what was done to these samples; they are compared with nothing.</source>
      <translation>Personne n'a dit ce qui a été fait à ces échantillons ; ils ne sont comparés à rien.</translation>
    </message>
    <message>
      <source>None of its scans gave a density; the table says why.</source>
      <translation>Aucun de ses scans n'a donné de densité ; le tableau dit pourquoi.</translation>
    </message>
    <message>
      <source>Not scanned ({unit})</source>
      <translation>Non scanné ({unit})</translation>
    </message>
    <message>
      <source>Note</source>
      <translation>Remarque</translation>
    </message>
    <message>
      <source>Nothing was tested: that takes two conditions of at least two samples each, that differ among themselves.</source>
      <translation>Rien n'a été testé : il faut deux conditions d'au moins deux échantillons chacune, qui diffèrent entre eux.</translation>
    </message>
    <message>
      <source>Outline</source>
      <translation>Contour</translation>
    </message>
    <message>
      <source>Outline of the sample</source>
      <translation>Contour de l'échantillon</translation>
    </message>
    <message>
      <source>Overlap around a tile (px)</source>
      <translation>Recouvrement autour d'une tuile (px)</translation>
    </message>
    <message>
      <source>Performed</source>
      <translation>Réalisé</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Image</translation>
    </message>
    <message>
      <source>Pictures</source>
      <translation>Images</translation>
    </message>
    <message>
      <source>Pixel size (µm/px)</source>
      <translation>Taille du pixel (µm/px)</translation>
    </message>
    <message>
      <source>Pixel size counted by (µm/px)</source>
      <translation>Taille de pixel du comptage (µm/px)</translation>
    </message>
    <message>
      <source>Pixel size of the density map (µm/px)</source>
      <translation>Taille de pixel de la carte de densité (µm/px)</translation>
    </message>
    <message>
      <source>Pixel size of the network's input (µm/px)</source>
      <translation>Taille de pixel à l'entrée du réseau (µm/px)</translation>
    </message>
    <message>
      <source>Plan</source>
      <translation>Plan</translation>
    </message>
    <message>
      <source>Plane of the files</source>
      <translation>Plan des fichiers</translation>
    </message>
    <message>
      <source>Plane of the image</source>
      <translation>Plan de l'image</translation>
    </message>
    <message>
      <source>Point (cells/mm²)</source>
      <translation>Point (cellules/mm²)</translation>
    </message>
    <message>
      <source>Power: with samples that spread like these, this test finds a condition {higher} times as dense as its control, or {lower} times, in four of five studies, and misses smaller differences more often. “No difference shown” is no proof that there is none.</source>
      <translation>Puissance : avec des échantillons aussi dispersés, ce test trouve une condition {higher} fois aussi dense que son témoin, ou {lower} fois, dans quatre études sur cinq, et manque plus souvent de plus petites différences. « Aucune différence montrée » ne prouve pas qu'il n'y en a pas.</translation>
    </message>
    <message>
      <source>Program</source>
      <translation>Programme</translation>
    </message>
    <message>
      <source>Protocol</source>
      <translation>Protocole</translation>
    </message>
    <message>
      <source>Quadrants</source>
      <translation>Quadrants</translation>
    </message>
    <message>
      <source>Ratio to its control</source>
      <translation>Rapport à son témoin</translation>
    </message>
    <message>
      <source>Ratio to “{control}”</source>
      <translation>Rapport à « {control} »</translation>
    </message>
    <message>
      <source>Ratio, 95 % from</source>
      <translation>Rapport, 95 % de</translation>
    </message>
    <message>
      <source>Ratio, 95 % to</source>
      <translation>Rapport, 95 % à</translation>
    </message>
    <message>
      <source>Reach (standard deviations)</source>
      <translation>Portée (écarts-types)</translation>
    </message>
    <message>
      <source>Read before using these numbers:</source>
      <translation>À lire avant d'utiliser ces nombres :</translation>
    </message>
    <message>
      <source>Reading</source>
      <translation>Lecture</translation>
    </message>
    <message>
      <source>Reason</source>
      <translation>Raison</translation>
    </message>
    <message>
      <source>Reduction from that level</source>
      <translation>Réduction à partir de ce niveau</translation>
    </message>
    <message>
      <source>Region</source>
      <translation>Région</translation>
    </message>
    <message>
      <source>Regions</source>
      <translation>Régions</translation>
    </message>
    <message>
      <source>Regions besides the quadrants</source>
      <translation>Régions en plus des quadrants</translation>
    </message>
    <message>
      <source>Replicate</source>
      <translation>Réplicat</translation>
    </message>
    <message>
      <source>Result</source>
      <translation>Résultat</translation>
    </message>
    <message>
      <source>Reviewed</source>
      <translation>Relu</translation>
    </message>
    <message>
      <source>Role</source>
      <translation>Rôle</translation>
    </message>
    <message>
      <source>SHA-256</source>
      <translation>SHA-256</translation>
    </message>
    <message>
      <source>SHA-256 of the last step</source>
      <translation>SHA-256 de la dernière étape</translation>
    </message>
    <message>
      <source>SHA-256 of the model</source>
      <translation>SHA-256 du modèle</translation>
    </message>
    <message>
      <source>SHA-256 of the plan</source>
      <translation>SHA-256 du plan</translation>
    </message>
    <message>
      <source>SHA-256 of the protocol</source>
      <translation>SHA-256 du protocole</translation>
    </message>
    <message>
      <source>SHA-256 of the training data</source>
      <translation>SHA-256 des données d'apprentissage</translation>
    </message>
    <message>
      <source>SOP</source>
      <translation>Procédure (SOP)</translation>
    </message>
    <message>
      <source>Sample</source>
      <translation>Échantillon</translation>
    </message>
    <message>
      <source>Samples</source>
      <translation>Échantillons</translation>
    </message>
    <message>
      <source>Samples (n)</source>
      <translation>Échantillons (n)</translation>
    </message>
    <message>
      <source>Samples are independent: each condition has a spread of its own, with degrees of freedom by Welch and Satterthwaite. Intervals of the densities themselves are by the pooled spread.</source>
      <translation>Les échantillons sont indépendants : chaque condition a sa propre dispersion, avec les degrés de liberté de Welch et Satterthwaite. Les intervalles des densités elles-mêmes sont par la dispersion commune.</translation>
    </message>
    <message>
      <source>Samples below {least} cells/mm², 1 % of the densest condition, are taken as so dense: a count does not tell them from 0. Of a condition with only such samples it is said how dense it is at most; of a control, no upper limit is given.</source>
      <translation>Les échantillons sous {least} cellules/mm², 1 % de la condition la plus dense, sont pris pour aussi denses : un comptage ne les distingue pas de 0. D'une condition qui n'a que de tels échantillons, il est dit quelle densité elle a au plus ; avec un tel témoin, aucune limite supérieure n'est donnée.</translation>
    </message>
    <message>
      <source>Scan</source>
      <translation>Scan</translation>
    </message>
    <message>
      <source>Scans it learned from (µm/px)</source>
      <translation>Scans de l'apprentissage (µm/px)</translation>
    </message>
    <message>
      <source>Scans left out</source>
      <translation>Scans écartés</translation>
    </message>
    <message>
      <source>Scans of one donor in one condition differ by more than {limit} % (coefficient of variation): {names}. Look whether they are of the same sample.</source>
      <translation>Des scans d'un même donneur dans une condition diffèrent de plus de {limit} % (coefficient de variation) : {names}. Vérifiez qu'ils sont du même échantillon.</translation>
    </message>
    <message>
      <source>Scans that are not in these numbers: {count} without a count, {withheld} without a density; see “{sheet}”.</source>
      <translation>Scans absents de ces nombres : {count} sans comptage, {withheld} sans densité ; voir « {sheet} ».</translation>
    </message>
    <message>
      <source>Scans were counted on channels of different names, so conditions can be compared only if all these channels show the same label: {channels}.</source>
      <translation>Les scans ont été comptés sur des canaux de noms différents ; les conditions ne sont donc comparables que si tous ces canaux montrent le même marquage : {channels}.</translation>
    </message>
    <message>
      <source>Scans with numbers</source>
      <translation>Scans avec des nombres</translation>
    </message>
    <message>
      <source>Scans: {scans} with numbers, {flagged} of them flagged; {lost} left out.</source>
      <translation>Scans : {scans} avec des nombres, dont {flagged} signalés ; {lost} laissés de côté.</translation>
    </message>
    <message>
      <source>Side of a tile without its overlap (px)</source>
      <translation>Côté d'une tuile sans son recouvrement (px)</translation>
    </message>
    <message>
      <source>Signature</source>
      <translation>Signature</translation>
    </message>
    <message>
      <source>Signed for</source>
      <translation>Signé pour</translation>
    </message>
    <message>
      <source>Source of the plan</source>
      <translation>Source du plan</translation>
    </message>
    <message>
      <source>Spread of T_err</source>
      <translation>Dispersion de T_err</translation>
    </message>
    <message>
      <source>Spread of the logarithms</source>
      <translation>Dispersion des logarithmes</translation>
    </message>
    <message>
      <source>Squares: the windows of {area} mm² with the lowest and the highest density. Colour: density in cells/mm², smoothed by a Gaussian of {sigma} mm (standard deviation), so its peaks are higher than the highest density of a square.</source>
      <translation>Carrés : les fenêtres de {area} mm² de densité la plus basse et la plus haute. Couleur : densité en cellules/mm², lissée par une gaussienne de {sigma} mm (écart-type) ; ses pics dépassent donc la plus haute densité d'un carré.</translation>
    </message>
    <message>
      <source>Standard deviation (cells/mm²)</source>
      <translation>Écart type (cellules/mm²)</translation>
    </message>
    <message>
      <source>Statistics</source>
      <translation>Statistiques</translation>
    </message>
    <message>
      <source>Step</source>
      <translation>Étape</translation>
    </message>
    <message>
      <source>Steps</source>
      <translation>Étapes</translation>
    </message>
    <message>
      <source>Steps stand here as the journal of the study holds them.</source>
      <translation>Les étapes figurent ici telles que le journal de l'étude les contient.</translation>
    </message>
    <message>
      <source>Steps that were taken over</source>
      <translation>Étapes reprises</translation>
    </message>
    <message>
      <source>Study</source>
      <translation>Étude</translation>
    </message>
    <message>
      <source>Study number</source>
      <translation>Numéro de l'étude</translation>
    </message>
    <message>
      <source>Summary</source>
      <translation>Synthèse</translation>
    </message>
    <message>
      <source>Technical replicate {place} of {total} of “{sample}”.</source>
      <translation>Réplicat technique {place} sur {total} de « {sample} ».</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>Test</translation>
    </message>
    <message>
      <source>The dose of half the effect is not given: that takes four doses that enclose it, and an effect that is clear.</source>
      <translation>La dose de la moitié de l'effet n'est pas donnée : il y faut quatre doses qui l'encadrent, et un effet net.</translation>
    </message>
    <message>
      <source>The interval of a single count is not added to these: what is random in counting makes samples differ, and so is in their spread; what is wrong in all counts alike leaves the ratio as it is.</source>
      <translation>L'intervalle d'un comptage isolé n'y est pas ajouté : ce que le comptage a d'aléatoire fait différer les échantillons, et se trouve donc dans leur dispersion ; ce qui est faux de la même façon dans tous les comptages laisse le rapport tel quel.</translation>
    </message>
    <message>
      <source>The main result is the ratio to the control: of geometric means, by the logarithms of the densities. The difference in cells/mm² is what this ratio means at the density of the control. p is adjusted and intervals hold together for all comparisons, by the multivariate t distribution (Dunnett 1955; Hasler and Hothorn 2008), so a verdict and its interval are one statement. This was declared for all studies; no test of these densities chose it.</source>
      <translation>Le résultat principal est le rapport au témoin : celui des moyennes géométriques, par les logarithmes des densités. La différence en cellules/mm² est ce que ce rapport signifie à la densité du témoin. p est ajusté et les intervalles valent ensemble pour toutes les comparaisons, par la loi t multivariée (Dunnett 1955 ; Hasler et Hothorn 2008) : un verdict et son intervalle disent la même chose. Cela a été déclaré pour toutes les études ; aucun test sur ces densités ne l'a choisi.</translation>
    </message>
    <message>
      <source>The samples differ by more than {limit} % (coefficient of variation) in: {names}. Look at their pictures before you trust the mean.</source>
      <translation>Les échantillons diffèrent de plus de {limit} % (coefficient de variation) dans : {names}. Regardez leurs images avant de vous fier à la moyenne.</translation>
    </message>
    <message>
      <source>This is the control that the other conditions are compared with.</source>
      <translation>C'est le témoin auquel les autres conditions sont comparées.</translation>
    </message>
    <message>
      <source>To count again</source>
      <translation>Pour recompter</translation>
    </message>
    <message>
      <source>Told of it</source>
      <translation>À savoir</translation>
    </message>
    <message>
      <source>Training crops</source>
      <translation>Vignettes d'apprentissage</translation>
    </message>
    <message>
      <source>Training data</source>
      <translation>Données d'apprentissage</translation>
    </message>
    <message>
      <source>Value</source>
      <translation>Valeur</translation>
    </message>
    <message>
      <source>Variance of the count per cell (cells)</source>
      <translation>Variance du comptage par cellule (cellules)</translation>
    </message>
    <message>
      <source>Verdict</source>
      <translation>Verdict</translation>
    </message>
    <message>
      <source>What</source>
      <translation>Quoi</translation>
    </message>
    <message>
      <source>What it means</source>
      <translation>Ce que cela veut dire</translation>
    </message>
    <message>
      <source>What it rests on</source>
      <translation>Sur quoi cela repose</translation>
    </message>
    <message>
      <source>White (grey value)</source>
      <translation>Blanc (niveau de gris)</translation>
    </message>
    <message>
      <source>White line: the sample.</source>
      <translation>Ligne blanche : l'échantillon.</translation>
    </message>
    <message>
      <source>White line: the sample. Lines in colours: regions. Colour: density, smoothed by a Gaussian of {sigma} mm (standard deviation), on one scale for all conditions of the study.</source>
      <translation>Ligne blanche : l'échantillon. Lignes de couleur : les régions. Couleur : densité, lissée par une gaussienne de {sigma} mm (écart-type), sur une même échelle pour toutes les conditions de l'étude.</translation>
    </message>
    <message>
      <source>White of scans of 16 bit (grey value)</source>
      <translation>Blanc des scans en 16 bits (niveau de gris)</translation>
    </message>
    <message>
      <source>Why</source>
      <translation>Pourquoi</translation>
    </message>
    <message>
      <source>Width (px)</source>
      <translation>Largeur (px)</translation>
    </message>
    <message>
      <source>a check of the assay, not adjusted</source>
      <translation>un contrôle de l'essai, non ajusté</translation>
    </message>
    <message>
      <source>above 20 %: look at the samples</source>
      <translation>au-dessus de 20 % : regardez les échantillons</translation>
    </message>
    <message>
      <source>adjusted for the number of conditions</source>
      <translation>ajusté au nombre de conditions</translation>
    </message>
    <message>
      <source>and {more} more, in the workbook</source>
      <translation>et {more} autres, dans le classeur</translation>
    </message>
    <message>
      <source>as it is here</source>
      <translation>telle quelle</translation>
    </message>
    <message>
      <source>as the model card says; split conformal prediction</source>
      <translation>selon la fiche du modèle ; prédiction conforme par partition</translation>
    </message>
    <message>
      <source>assumed pixel size of the scan</source>
      <translation>taille de pixel supposée du scan</translation>
    </message>
    <message>
      <source>at (UTC)</source>
      <translation>le (UTC)</translation>
    </message>
    <message>
      <source>at least {low}, no upper limit</source>
      <translation>au moins {low}, sans limite supérieure</translation>
    </message>
    <message>
      <source>at level 0</source>
      <translation>au niveau 0</translation>
    </message>
    <message>
      <source>at most {high}, no lower limit</source>
      <translation>au plus {high}, sans limite inférieure</translation>
    </message>
    <message>
      <source>automatic</source>
      <translation>automatique</translation>
    </message>
    <message>
      <source>blue</source>
      <translation>bleu</translation>
    </message>
    <message>
      <source>cannot be read; the user counts the scan without it</source>
      <translation>illisible ; l'utilisateur compte le scan sans cette partie</translation>
    </message>
    <message>
      <source>cannot be tested: too few samples, or no spread</source>
      <translation>non testable : trop peu d'échantillons, ou aucune dispersion</translation>
    </message>
    <message>
      <source>cells per million px</source>
      <translation>cellules par million de px</translation>
    </message>
    <message>
      <source>cells/mm²</source>
      <translation>cellules/mm²</translation>
    </message>
    <message>
      <source>changed</source>
      <translation>modifiés</translation>
    </message>
    <message>
      <source>condition</source>
      <translation>condition</translation>
    </message>
    <message>
      <source>control</source>
      <translation>témoin</translation>
    </message>
    <message>
      <source>control near 0: no upper limit</source>
      <translation>témoin proche de 0 : sans limite supérieure</translation>
    </message>
    <message>
      <source>data, recipe and errors in full</source>
      <translation>données, méthode et erreurs en détail</translation>
    </message>
    <message>
      <source>density withheld</source>
      <translation>densité non donnée</translation>
    </message>
    <message>
      <source>donors as blocks, multivariate t</source>
      <translation>donneurs en blocs, t multivarié</translation>
    </message>
    <message>
      <source>drawn</source>
      <translation>dessiné</translation>
    </message>
    <message>
      <source>errors of different places are independent, so these average out</source>
      <translation>les erreurs d'endroits différents sont indépendantes et se compensent</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>échec</translation>
    </message>
    <message>
      <source>flagged</source>
      <translation>alerte</translation>
    </message>
    <message>
      <source>from</source>
      <translation>source</translation>
    </message>
    <message>
      <source>from a file</source>
      <translation>d'un fichier</translation>
    </message>
    <message>
      <source>from: {source}</source>
      <translation>d'après : {source}</translation>
    </message>
    <message>
      <source>given</source>
      <translation>donnés</translation>
    </message>
    <message>
      <source>green</source>
      <translation>vert</translation>
    </message>
    <message>
      <source>grey</source>
      <translation>gris</translation>
    </message>
    <message>
      <source>higher than the control</source>
      <translation>plus élevée que le témoin</translation>
    </message>
    <message>
      <source>highest {density}</source>
      <translation>maximum {density}</translation>
    </message>
    <message>
      <source>interval = count ± reach x square root of {sum}</source>
      <translation>intervalle = nombre ± portée x racine carrée de {sum}</translation>
    </message>
    <message>
      <source>interval by the spread of all conditions</source>
      <translation>intervalle par la dispersion de toutes les conditions</translation>
    </message>
    <message>
      <source>left out</source>
      <translation>écarté</translation>
    </message>
    <message>
      <source>local time</source>
      <translation>heure locale</translation>
    </message>
    <message>
      <source>local time, UTC{zone}</source>
      <translation>heure locale, UTC{zone}</translation>
    </message>
    <message>
      <source>lower left</source>
      <translation>en bas à gauche</translation>
    </message>
    <message>
      <source>lower right</source>
      <translation>en bas à droite</translation>
    </message>
    <message>
      <source>lower than the control</source>
      <translation>plus basse que le témoin</translation>
    </message>
    <message>
      <source>lowest {density}</source>
      <translation>minimum {density}</translation>
    </message>
    <message>
      <source>mean of |count - cells| / cells, on crops by which nothing was chosen</source>
      <translation>moyenne de |comptage - cellules| / cellules, sur des vignettes qui n'ont servi à aucun choix</translation>
    </message>
    <message>
      <source>mean of |count - cells| / cells, on crops kept apart</source>
      <translation>moyenne de |comptage - cellules| / cellules, sur des vignettes mises à part</translation>
    </message>
    <message>
      <source>melcount</source>
      <translation>melcount</translation>
    </message>
    <message>
      <source>melcount audit finds this step in the study by it</source>
      <translation>melcount audit retrouve par elle cette étape dans l’étude</translation>
    </message>
    <message>
      <source>n</source>
      <translation>n</translation>
    </message>
    <message>
      <source>n counts donors (or batches), never scans, cells or regions: several scans of one donor in a condition are technical replicates, whose mean is one sample. A scan without a donor is a sample of its own.</source>
      <translation>n compte des donneurs (ou lots), jamais des scans, cellules ou régions : plusieurs scans d'un donneur dans une condition sont des réplicats techniques, dont la moyenne est un échantillon. Un scan sans donneur est un échantillon à lui seul.</translation>
    </message>
    <message>
      <source>n counts samples, one scan each, never cells or regions. All come from one donor (or batch), “{donor}”: the results hold for this donor, and say nothing of others.</source>
      <translation>n compte des échantillons, un scan chacun, jamais des cellules ou des régions. Tous viennent d'un seul donneur (ou lot), « {donor} » : les résultats valent pour ce donneur et ne disent rien des autres.</translation>
    </message>
    <message>
      <source>n counts samples, one scan each, never cells or regions. No donors (or batches) were named; if scans are technical replicates of one donor, name the donors and write the reports again.</source>
      <translation>n compte des échantillons, un scan chacun, jamais des cellules ou des régions. Aucun donneur (ou lot) n'a été nommé ; si des scans sont des réplicats techniques d'un même donneur, nommez les donneurs et écrivez à nouveau les rapports.</translation>
    </message>
    <message>
      <source>near 0: no lower limit</source>
      <translation>proche de 0 : sans limite inférieure</translation>
    </message>
    <message>
      <source>no difference shown</source>
      <translation>aucune différence montrée</translation>
    </message>
    <message>
      <source>no limit</source>
      <translation>sans limite</translation>
    </message>
    <message>
      <source>no sample with a density</source>
      <translation>aucun échantillon avec une densité</translation>
    </message>
    <message>
      <source>no scan</source>
      <translation>pas de scan</translation>
    </message>
    <message>
      <source>none</source>
      <translation>aucun</translation>
    </message>
    <message>
      <source>none named</source>
      <translation>aucun nommé</translation>
    </message>
    <message>
      <source>none was fixed for this study</source>
      <translation>aucun n'a été fixé pour cette étude</translation>
    </message>
    <message>
      <source>not compared</source>
      <translation>non comparée</translation>
    </message>
    <message>
      <source>not known</source>
      <translation>non connue</translation>
    </message>
    <message>
      <source>not known: mm² and cells/mm² are withheld</source>
      <translation>inconnue : mm² et cellules/mm² ne sont pas donnés</translation>
    </message>
    <message>
      <source>not said</source>
      <translation>non précisé</translation>
    </message>
    <message>
      <source>not tested</source>
      <translation>non testé</translation>
    </message>
    <message>
      <source>nothing was tested</source>
      <translation>rien n'a été testé</translation>
    </message>
    <message>
      <source>of an earlier version, or saved by a repair</source>
      <translation>d'une version antérieure, ou sauvées par une réparation</translation>
    </message>
    <message>
      <source>of several, counted from 1</source>
      <translation>parmi plusieurs, comptés à partir de 1</translation>
    </message>
    <message>
      <source>of the brightest spots; see the notes</source>
      <translation>celui des points les plus clairs ; voir les remarques</translation>
    </message>
    <message>
      <source>of the content of the file</source>
      <translation>du contenu du fichier</translation>
    </message>
    <message>
      <source>of the network's input</source>
      <translation>à l'entrée du réseau</translation>
    </message>
    <message>
      <source>of the network, model.onnx</source>
      <translation>du réseau, model.onnx</translation>
    </message>
    <message>
      <source>of the outline, with a strip around; neither in area nor count</source>
      <translation>du contour, avec une bande autour ; ni dans l'aire ni dans le comptage</translation>
    </message>
    <message>
      <source>of {mm2} mm², the area of a training crop; it averages out over larger ones</source>
      <translation>de {mm2} mm², la surface d’une vignette d’apprentissage ; elle s’atténue sur de plus grandes</translation>
    </message>
    <message>
      <source>of {number}</source>
      <translation>sur {number}</translation>
    </message>
    <message>
      <source>p</source>
      <translation>p</translation>
    </message>
    <message>
      <source>p not known</source>
      <translation>p non connu</translation>
    </message>
    <message>
      <source>pooled over the conditions, about the coefficient of variation</source>
      <translation>commune aux conditions, à peu près le coefficient de variation</translation>
    </message>
    <message>
      <source>positive control</source>
      <translation>témoin positif</translation>
    </message>
    <message>
      <source>quadrant</source>
      <translation>quadrant</translation>
    </message>
    <message>
      <source>reads the hidden sheet “{sheet}”, which holds masks and settings</source>
      <translation>lit la feuille cachée « {sheet} », qui contient les masques et les réglages</translation>
    </message>
    <message>
      <source>red</source>
      <translation>rouge</translation>
    </message>
    <message>
      <source>region</source>
      <translation>région</translation>
    </message>
    <message>
      <source>sample</source>
      <translation>échantillon</translation>
    </message>
    <message>
      <source>seen by the network and discarded, so that the count does not depend on the tiles</source>
      <translation>vu par le réseau puis écarté, pour que le comptage ne dépende pas des tuiles</translation>
    </message>
    <message>
      <source>separate spreads, multivariate t</source>
      <translation>dispersions séparées, t multivarié</translation>
    </message>
    <message>
      <source>share that holds the true number</source>
      <translation>part qui contient le vrai nombre</translation>
    </message>
    <message>
      <source>standard deviation between the folds</source>
      <translation>écart-type entre les plis</translation>
    </message>
    <message>
      <source>study</source>
      <translation>étude</translation>
    </message>
    <message>
      <source>sum of (count - cells) over the sum of cells, on crops by which nothing was chosen</source>
      <translation>somme de (comptage - cellules) sur la somme des cellules, sur des vignettes qui n'ont servi à aucun choix</translation>
    </message>
    <message>
      <source>sum of (count - cells) over the sum of cells, on crops kept apart</source>
      <translation>somme de (comptage - cellules) sur la somme des cellules, sur des vignettes mises à part</translation>
    </message>
    <message>
      <source>sum of |count - cells| over the sum of cells, on crops by which nothing was chosen</source>
      <translation>somme de |comptage - cellules| sur la somme des cellules, sur des vignettes qui n'ont servi à aucun choix</translation>
    </message>
    <message>
      <source>sum of |count - cells| over the sum of cells, on crops kept apart</source>
      <translation>somme de |comptage - cellules| sur la somme des cellules, sur des vignettes mises à part</translation>
    </message>
    <message>
      <source>summary</source>
      <translation>synthèse</translation>
    </message>
    <message>
      <source>system</source>
      <translation>système</translation>
    </message>
    <message>
      <source>test</source>
      <translation>test</translation>
    </message>
    <message>
      <source>that of each file</source>
      <translation>celle de chaque fichier</translation>
    </message>
    <message>
      <source>that this test finds in four of five studies with samples like these</source>
      <translation>que ce test trouve dans quatre études sur cinq avec de tels échantillons</translation>
    </message>
    <message>
      <source>the file holds no pixels there</source>
      <translation>le fichier n'y contient pas de pixels</translation>
    </message>
    <message>
      <source>the model card has none</source>
      <translation>la fiche du modèle n'en a pas</translation>
    </message>
    <message>
      <source>the same share of every count, so this does not average out</source>
      <translation>la même part de chaque comptage ; cela ne se compense donc pas</translation>
    </message>
    <message>
      <source>the scan cut at half its width and height; only sample is measured</source>
      <translation>le scan coupé à la moitié de sa largeur et de sa hauteur ; seul l'échantillon est mesuré</translation>
    </message>
    <message>
      <source>the study was changed since</source>
      <translation>l'étude a changé depuis</translation>
    </message>
    <message>
      <source>the usual one, scan by scan</source>
      <translation>le canal habituel, scan par scan</translation>
    </message>
    <message>
      <source>the value of a saturated pixel</source>
      <translation>la valeur d'un pixel saturé</translation>
    </message>
    <message>
      <source>the value of no light</source>
      <translation>la valeur sans lumière</translation>
    </message>
    <message>
      <source>upper left</source>
      <translation>en haut à gauche</translation>
    </message>
    <message>
      <source>upper left, upper right, lower left, lower right</source>
      <translation>en haut à gauche, en haut à droite, en bas à gauche, en bas à droite</translation>
    </message>
    <message>
      <source>upper right</source>
      <translation>en haut à droite</translation>
    </message>
    <message>
      <source>variance x (count + 1) + (bias x count)²</source>
      <translation>variance x (nombre + 1) + (biais x nombre)²</translation>
    </message>
    <message>
      <source>variance x (count + 1) + (bias² + place² x crop / area) x count²</source>
      <translation>variance x (nombre + 1) + (biais² + endroit² x vignette / surface) x nombre²</translation>
    </message>
    <message>
      <source>vehicle</source>
      <translation>véhicule</translation>
    </message>
    <message>
      <source>what the ratio means at the density of the control</source>
      <translation>ce que le rapport signifie à la densité du témoin</translation>
    </message>
    <message>
      <source>whole</source>
      <translation>intacts</translation>
    </message>
    <message>
      <source>whole sample</source>
      <translation>échantillon entier</translation>
    </message>
    <message>
      <source>whole scan</source>
      <translation>scan entier</translation>
    </message>
    <message>
      <source>withheld</source>
      <translation>non donné</translation>
    </message>
    <message>
      <source>{flagged} of {total} scans flagged, {left_out} without numbers, pixel sizes: {sizes}</source>
      <translation>{flagged} scans signalés sur {total}, {left_out} sans chiffres, tailles de pixel : {sizes}</translation>
    </message>
    <message>
      <source>{level}: {low} to {high}</source>
      <translation>{level} : {low} à {high}</translation>
    </message>
    <message>
      <source>{low} to {high}</source>
      <translation>{low} à {high}</translation>
    </message>
    <message>
      <source>“{donor}” in “{name}”</source>
      <translation>« {donor} » dans « {name} »</translation>
    </message>
    <message>
      <source>“{name}”</source>
      <translation>« {name} »</translation>
    </message>
    <message>
      <source>“{name}” without flagged scans: {then}; with them: {now}.</source>
      <translation>« {name} » sans les scans signalés : {then} ; avec eux : {now}.</translation>
    </message>
  </context>
  <context>
    <name>scans</name>
    <message>
      <source>Condition</source>
      <translation>Condition</translation>
    </message>
    <message>
      <source>Scan</source>
      <translation>Scan</translation>
    </message>
    <message>
      <source>State</source>
      <translation>État</translation>
    </message>
    <message>
      <source>cells/mm²</source>
      <translation>cellules/mm²</translation>
    </message>
  </context>
  <context>
    <name>session</name>
    <message>
      <source>The old {old} could not be replaced (is it open in Excel?), so the results were written as {new} in {folder}.</source>
      <translation>L'ancien {old} n'a pas pu être remplacé (est-il ouvert dans Excel ?) ; les résultats ont été écrits sous le nom {new} dans {folder}.</translation>
    </message>
    <message>
      <source>The old {old} could not be replaced (is it open in Excel?); the new reports are in {new}.</source>
      <translation>L'ancien {old} n'a pas pu être remplacé (est-il ouvert dans Excel ?) ; les nouveaux rapports sont dans {new}.</translation>
    </message>
    <message>
      <source>The reports were written: {name}; workbooks of conditions: {n}.</source>
      <translation>Les rapports ont été écrits : {name} ; classeurs de conditions : {n}.</translation>
    </message>
    <message>
      <source>The results were written to {name} in {folder}.</source>
      <translation>Les résultats ont été écrits dans {name}, dossier {folder}.</translation>
    </message>
    <message>
      <source>count without the damaged area</source>
      <translation>compter sans la zone endommagée</translation>
    </message>
  </context>
  <context>
    <name>settings</name>
    <message>
      <source>Colours of the window</source>
      <translation>Couleurs de la fenêtre</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Langue</translation>
    </message>
    <message>
      <source>as in Windows</source>
      <translation>comme dans Windows</translation>
    </message>
    <message>
      <source>dark</source>
      <translation>sombre</translation>
    </message>
    <message>
      <source>light</source>
      <translation>clair</translation>
    </message>
  </context>
  <context>
    <name>state</name>
    <message>
      <source>counted</source>
      <translation>compté</translation>
    </message>
    <message>
      <source>counting</source>
      <translation>en cours</translation>
    </message>
    <message>
      <source>failed</source>
      <translation>en échec</translation>
    </message>
    <message>
      <source>flagged</source>
      <translation>signalé</translation>
    </message>
    <message>
      <source>new</source>
      <translation>nouveau</translation>
    </message>
    <message>
      <source>outlined</source>
      <translation>contour trouvé</translation>
    </message>
    <message>
      <source>stale</source>
      <translation>périmé</translation>
    </message>
    <message>
      <source>waits</source>
      <translation>en attente</translation>
    </message>
  </context>
</TS>
