# Completion of tui-reader for fish. In ~/.config/fish/config.fish: tui-reader completion fish | source
function __tui_reader_complete
    set -l words (commandline -opc)
    set -l typed (commandline -ct)
    set -l plain (string unescape -- $typed 2>/dev/null)
    or set plain (string replace -r '^[\'"]' '' -- $typed)
    set -l lines (command tui-reader completion fish -- $words[2..-1] "$plain" 2>/dev/null)
    switch "$lines[1]"
        case file dir
            set -l head (string match -r -- '^--[^=]+=' $typed)
            set -l rest (string replace -r -- '^--[^=]+=' '' $typed)
            if test "$lines[1]" = dir
                __fish_complete_directories "$rest" '' | string replace -r -- '^' "$head"
            else
                __fish_complete_path "$rest" | string replace -r -- '^' "$head"
            end
    end
    set -q lines[2]
    and printf '%s\n' $lines[2..-1]
    return 0
end
complete -c tui-reader -f -k -a '(__tui_reader_complete)'
