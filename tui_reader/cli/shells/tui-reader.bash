# Completion of tui-reader for bash. In ~/.bashrc: source <(tui-reader completion bash)
_tui_reader() {
    local line kind=
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ -z $kind ]]; then
            kind=$line
        else
            COMPREPLY+=("$line")
        fi
    done < <(command tui-reader completion bash -- "$1" "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
    case $kind in
        file) compopt -o default ;;
        dir) compopt -o dirnames ;;
    esac 2>/dev/null
    return 0
}
complete -o nosort -F _tui_reader tui-reader 2>/dev/null || complete -F _tui_reader tui-reader
