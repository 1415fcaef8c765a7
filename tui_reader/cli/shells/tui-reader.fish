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
                # Its own function for paths knows no tilde.
                set -l home (string match -r -- '^~/' $rest)
                set -l path (string replace -r -- '^~/' "$HOME/" $rest)
                set -l found (__fish_complete_path "$path")
                if test -n "$home"
                    set found (string replace -- "$HOME/" '~/' $found)
                end
                string replace -r -- '^' "$head" $found
            end
    end
    set -q lines[2]
    and printf '%s\n' $lines[2..-1]
    return 0
end
complete -c tui-reader -f -k -a '(__tui_reader_complete)'
