# bash completion for followup(1). What there is to complete is read from "followup --help", which
# prints the program's own table: a new command is completed from its first day.
_followup() {
	local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} command= i
	local help line words=
	case $previous in
	-c | --output) return ;; # a file: bash's own completion
	--now | --from | --to | --week | --until | --customer | --manager)
		compopt +o default +o bashdefault
		return
		;;
	esac
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${COMP_WORDS[i]} in
		-c | --now | --from | --to | --week | --until | --customer | --manager | --output) ((i++)) ;;
		-*) ;;
		*)
			command=${COMP_WORDS[i]}
			break
			;;
		esac
	done
	help=$(LC_ALL=C "${COMP_WORDS[0]/#\~/$HOME}" --help 2>/dev/null) || return
	# a command's line: two spaces, its name, its usage, two spaces, its purpose; the words of the
	# usage in capitals are for a person to fill in
	while IFS= read -r line; do
		[[ $line =~ ^'  '([a-z]+)' '(.*)$ ]] || continue
		if [ -z "$command" ]; then
			words+=" ${BASH_REMATCH[1]}"
		elif [ "${BASH_REMATCH[1]}" = "$command" ]; then
			[[ ${BASH_REMATCH[2]} =~ ^' '*([^ ]+( [^ ]+)*) ]] && words=${BASH_REMATCH[1]}
		fi
	done <<<"$help"
	if [[ $word == -* ]]; then
		[ -z "$command" ] && words= || words=$(grep -oE -- '--[a-z]+' <<<"$words")
		words+=" -c --json --now --help --version"
	elif [ -n "$command" ]; then
		words=$(grep -oE '(^|[ |])[a-z-]+([ |]|$)' <<<"${words//|/ | }" | tr -d '| ')
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o bashdefault -o default -F _followup followup
