; The installer: per user without administrator, /ALLUSERS for everybody on the machine.
;
;   makensis -DVERSION=1.2.3 -DBUNDLE=DIR -DOUTPUT=FILE [-DFAST] [-DSIGN="command %1"] melcount.nsi
;
; Switches of the result:  /S  /ALLUSERS  /FORCE  /NODESKTOP  /D=DIR (last, not quoted)
; Exit codes:  0 done, 1 cancelled, 2 failed, 3 the program runs, 4 a newer version is installed,
;              5 no administrator, 6 Windows is too old, 7 the folder cannot be written

Unicode true
SetDateSave off ; two builds of the same are the same
Target amd64-unicode
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user
!ifdef FAST
  SetCompressor /SOLID zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif

!include MUI2.nsh
!include FileFunc.nsh
!include LogicLib.nsh
!include WordFunc.nsh

!define NAME "melcount"
!define KEY_UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define KEY_CLASSES "Software\Classes"
!define OLDEST_WINDOWS_BUILD 17763 ; Windows 10 1809, the oldest that Qt 6 runs on
!define EXIT_RUNNING 3
!define EXIT_DOWNGRADE 4
!define EXIT_ADMINISTRATOR 5
!define EXIT_WINDOWS 6
!define EXIT_FOLDER 7

Name "${NAME}"
OutFile "${OUTPUT}"
BrandingText "${NAME} ${VERSION}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIAddVersionKey /LANG=0 ProductName "${NAME}"
VIAddVersionKey /LANG=0 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileVersion "${VERSION}"
VIAddVersionKey /LANG=0 FileDescription "${NAME} setup"
VIAddVersionKey /LANG=0 CompanyName "${NAME}"
VIAddVersionKey /LANG=0 LegalCopyright "${NAME}"
!ifdef SIGN
  !uninstfinalize '${SIGN}'
!endif

!define MUI_ICON "..\resources\melcount.ico"
!define MUI_UNICON "..\resources\melcount.ico"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${NAME}.exe"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE check_folder
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE French

LangString RUNNING ${LANG_ENGLISH} "melcount is running. Close it, then choose Retry."
LangString RUNNING ${LANG_FRENCH} "melcount est en cours d’exécution. Fermez-le, puis choisissez Recommencer."
LangString DOWNGRADE ${LANG_ENGLISH} "melcount $R1 is installed, which is newer than ${VERSION}. Uninstall it first, or start this installer with /FORCE."
LangString DOWNGRADE ${LANG_FRENCH} "melcount $R1 est installé, plus récent que ${VERSION}. Désinstallez-le d’abord, ou lancez cet installateur avec /FORCE."
LangString ADMINISTRATOR ${LANG_ENGLISH} "Installing for all users needs an administrator. Start this installer as one, or without /ALLUSERS."
LangString ADMINISTRATOR ${LANG_FRENCH} "L’installation pour tous les utilisateurs demande un administrateur. Lancez cet installateur en tant qu’administrateur, ou sans /ALLUSERS."
LangString WINDOWS ${LANG_ENGLISH} "melcount needs Windows 10 (version 1809) or later, 64 bit."
LangString WINDOWS ${LANG_FRENCH} "melcount demande Windows 10 (version 1809) ou plus récent, 64 bits."
LangString FOLDER ${LANG_ENGLISH} "Nothing can be written to $INSTDIR. Choose another folder."
LangString FOLDER ${LANG_FRENCH} "Rien ne peut être écrit dans $INSTDIR. Choisissez un autre dossier."
LangString INCOMPLETE ${LANG_ENGLISH} "The files could not be copied to $INSTDIR. The version that was installed before is unharmed. Check the free space, then try again."
LangString INCOMPLETE ${LANG_FRENCH} "Les fichiers n’ont pas pu être copiés dans $INSTDIR. La version installée auparavant est intacte. Vérifiez l’espace libre, puis réessayez."
LangString SETTINGS ${LANG_ENGLISH} "Remove your settings of melcount, too?$\n$\nStudies and reports are kept in any case."
LangString SETTINGS ${LANG_FRENCH} "Supprimer aussi vos réglages de melcount ?$\n$\nLes études et les rapports sont conservés dans tous les cas."
LangString STUDY ${LANG_ENGLISH} "melcount study"
LangString STUDY ${LANG_FRENCH} "Étude melcount"
LangString SCAN ${LANG_ENGLISH} "Scan"
LangString SCAN ${LANG_FRENCH} "Scan"
LangString COMMENT ${LANG_ENGLISH} "Counts melanocytes on fluorescence scans"
LangString COMMENT ${LANG_FRENCH} "Compte les mélanocytes sur des scans de fluorescence"

!macro refuse TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; For all users or for one: the root of the registry and of the start menu follow.
!macro take_scope UN
Function ${UN}take_scope
  SetShellVarContext current
  SetRegView 64
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R1
  ${IfNot} ${Errors}
    SetShellVarContext all
    UserInfo::GetAccountType
    Pop $R0
    ${If} $R0 != "Admin"
      !insertmacro refuse "$(ADMINISTRATOR)" ${EXIT_ADMINISTRATOR}
    ${EndIf}
  ${EndIf}
FunctionEnd
!macroend
!insertmacro take_scope ""
!insertmacro take_scope "un."

; Errors are set while a program of the folder runs: Windows then refuses to open it for writing.
!macro try_program FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    FileOpen $R0 "$INSTDIR\${FILE}" a
    ${If} $R0 != ""
      FileClose $R0
    ${Else}
      SetErrors
    ${EndIf}
  ${EndIf}
!macroend

!macro refuse_while_running UN
Function ${UN}refuse_while_running
  again:
  ClearErrors
  !insertmacro try_program "${NAME}.exe"
  !insertmacro try_program "${NAME}-cli.exe"
  ${If} ${Errors}
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(RUNNING)" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${EXIT_RUNNING}
    Quit
  ${EndIf}
FunctionEnd
!macroend
!insertmacro refuse_while_running ""
!insertmacro refuse_while_running "un."

Function .onInit
  ReadRegStr $R0 HKLM "Software\Microsoft\Windows NT\CurrentVersion" "CurrentBuildNumber"
  ${If} $R0 < ${OLDEST_WINDOWS_BUILD}
    !insertmacro refuse "$(WINDOWS)" ${EXIT_WINDOWS}
  ${EndIf}
  Call take_scope
  ReadRegStr $R1 SHCTX "${KEY_UNINSTALL}" "DisplayVersion"
  ${VersionCompare} "${VERSION}" "$R1" $R2
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/FORCE" $R3
  ${If} ${Errors}
  ${AndIf} $R2 == 2
    !insertmacro refuse "$(DOWNGRADE)" ${EXIT_DOWNGRADE}
  ${EndIf}
  ${If} $INSTDIR == "" ; no /D
    ReadRegStr $INSTDIR SHCTX "${KEY_UNINSTALL}" "InstallLocation"
  ${EndIf}
  ${If} $INSTDIR == ""
    StrCpy $INSTDIR "$LOCALAPPDATA\Programs\${NAME}"
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/ALLUSERS" $R1
    ${IfNot} ${Errors}
      StrCpy $INSTDIR "$PROGRAMFILES64\${NAME}"
    ${EndIf}
  ${EndIf}
  ${If} ${Silent}
    Call check_folder
  ${EndIf}
FunctionEnd

; In the window this keeps the page of the folder; silently there is nobody to choose another.
Function check_folder
  ClearErrors
  CreateDirectory "$INSTDIR"
  FileOpen $R0 "$INSTDIR\.melcount-probe" w
  ${If} $R0 == ""
    ${If} ${Silent}
      SetErrorLevel ${EXIT_FOLDER}
      Quit
    ${EndIf}
    MessageBox MB_OK|MB_ICONEXCLAMATION "$(FOLDER)"
    Abort
  ${EndIf}
  FileClose $R0
  Delete "$INSTDIR\.melcount-probe"
FunctionEnd

; Nothing of an older version stays: what it put beside its folder of libraries, and that folder.
!macro remove_program UN
Function ${UN}remove_program
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\${NAME}.exe"
  Delete "$INSTDIR\${NAME}-cli.exe"
  Delete "$INSTDIR\uninstall.exe"
  Delete "$INSTDIR\LICENCES.txt"
  Delete "$INSTDIR\*.cdx.json"
  Delete "$INSTDIR\*.dll"
FunctionEnd
!macroend
!insertmacro remove_program ""
!insertmacro remove_program "un."

!macro for_each_scan_ending MACRO
  !insertmacro ${MACRO} ".tif"
  !insertmacro ${MACRO} ".tiff"
  !insertmacro ${MACRO} ".ndpi"
  !insertmacro ${MACRO} ".ndpis"
  !insertmacro ${MACRO} ".svs"
  !insertmacro ${MACRO} ".scn"
  !insertmacro ${MACRO} ".czi"
  !insertmacro ${MACRO} ".mrxs"
  !insertmacro ${MACRO} ".png"
  !insertmacro ${MACRO} ".jpg"
!macroend

!macro offer_scans ENDING
  WriteRegStr SHCTX "${KEY_CLASSES}\Applications\${NAME}.exe\SupportedTypes" "${ENDING}" ""
  WriteRegStr SHCTX "${KEY_CLASSES}\${ENDING}\OpenWithProgids" "${NAME}.scan" ""
!macroend

!macro withdraw_scans ENDING
  DeleteRegValue SHCTX "${KEY_CLASSES}\${ENDING}\OpenWithProgids" "${NAME}.scan"
  DeleteRegKey /ifempty SHCTX "${KEY_CLASSES}\${ENDING}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "${KEY_CLASSES}\${ENDING}"
!macroend

!macro write_class CLASS TITLE
  WriteRegStr SHCTX "${KEY_CLASSES}\${CLASS}" "" "${TITLE}"
  WriteRegStr SHCTX "${KEY_CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${KEY_CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
!macroend

Section "-program"
  Call refuse_while_running
  ReadRegStr $R4 SHCTX "${KEY_UNINSTALL}" "InstallLocation"

  ; all files are copied before the old ones go
  RMDir /r "$INSTDIR\_new"
  SetOutPath "$INSTDIR\_new"
  ClearErrors
  File /r "${BUNDLE}\*"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR\_new"
    RMDir "$INSTDIR"
    !insertmacro refuse "$(INCOMPLETE)" 2
  ${EndIf}
  SetOutPath "$INSTDIR"
  Call remove_program
  Rename "$INSTDIR\_new\_internal" "$INSTDIR\_internal"
  Rename "$INSTDIR\_new\${NAME}.exe" "$INSTDIR\${NAME}.exe"
  Rename "$INSTDIR\_new\${NAME}-cli.exe" "$INSTDIR\${NAME}-cli.exe"
  Rename "$INSTDIR\_new\LICENCES.txt" "$INSTDIR\LICENCES.txt"
  Rename "$INSTDIR\_new\${NAME}-${VERSION}.cdx.json" "$INSTDIR\${NAME}-${VERSION}.cdx.json"
  RMDir "$INSTDIR\_new"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  ${If} ${Errors}
    !insertmacro refuse "$(INCOMPLETE)" 2
  ${EndIf}

  ; a version in another folder gives way
  ${If} $R4 != ""
  ${AndIf} $R4 != $INSTDIR
  ${AndIf} ${FileExists} "$R4\uninstall.exe"
    Push $INSTDIR
    StrCpy $INSTDIR $R4
    Call remove_program
    RMDir "$R4"
    Pop $INSTDIR
  ${EndIf}

  CreateShortcut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${NAME}.exe" "" "" "" "" "" "$(COMMENT)"
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/NODESKTOP" $R1
  ${If} ${Errors}
    CreateShortcut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${NAME}.exe" "" "" "" "" "" "$(COMMENT)"
  ${EndIf}

  !insertmacro write_class "${NAME}.study" "$(STUDY)"
  !insertmacro write_class "${NAME}.scan" "$(SCAN)"
  WriteRegStr SHCTX "${KEY_CLASSES}\.melcount" "" "${NAME}.study"
  WriteRegStr SHCTX "${KEY_CLASSES}\.melcount\OpenWithProgids" "${NAME}.study" ""
  WriteRegStr SHCTX "${KEY_CLASSES}\Applications\${NAME}.exe\shell\open\command" "" '"$INSTDIR\${NAME}.exe" "%1"'
  !insertmacro for_each_scan_ending offer_scans

  ${GetSize} "$INSTDIR" "/S=0K" $R0 $R1 $R2
  IntFmt $R0 "0x%08X" $R0
  WriteRegDWORD SHCTX "${KEY_UNINSTALL}" "EstimatedSize" "$R0"
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "DisplayIcon" "$INSTDIR\${NAME}.exe,0"
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "Publisher" "${NAME}"
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "InstallLocation" "$INSTDIR"
  StrCpy $R1 ""
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/ALLUSERS" $R2
  ${IfNot} ${Errors}
    StrCpy $R1 " /ALLUSERS"
  ${EndIf}
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"$R1'
  WriteRegStr SHCTX "${KEY_UNINSTALL}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S$R1'
  WriteRegDWORD SHCTX "${KEY_UNINSTALL}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY_UNINSTALL}" "NoRepair" 1
  ${RefreshShellIcons}
SectionEnd

Function un.onInit
  Call un.take_scope
  Call un.refuse_while_running
FunctionEnd

Section "Uninstall"
  Call un.remove_program
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  !insertmacro for_each_scan_ending withdraw_scans
  DeleteRegKey SHCTX "${KEY_CLASSES}\Applications\${NAME}.exe"
  ReadRegStr $R0 SHCTX "${KEY_CLASSES}\.melcount" ""
  ${If} $R0 == "${NAME}.study"
    DeleteRegKey SHCTX "${KEY_CLASSES}\.melcount"
  ${EndIf}
  DeleteRegKey SHCTX "${KEY_CLASSES}\${NAME}.study"
  DeleteRegKey SHCTX "${KEY_CLASSES}\${NAME}.scan"
  DeleteRegKey SHCTX "${KEY_UNINSTALL}"

  SetShellVarContext current
  ${If} ${FileExists} "$LOCALAPPDATA\${NAME}\settings*.json"
    MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "$(SETTINGS)" /SD IDNO IDNO keep
    Delete "$LOCALAPPDATA\${NAME}\settings*.json"
    RMDir /r "$LOCALAPPDATA\${NAME}\Logs"
    RMDir "$LOCALAPPDATA\${NAME}"
    keep:
  ${EndIf}
  ${RefreshShellIcons}
SectionEnd
