# shellcheck shell=bash
# The stamp that every program carries: an ELF note with the build, the commit and the version. Sourced by build.sh.
# core/Aops.Layout/ProgramStamp.cs reads it and says what it holds.

# Directory.Build.targets links it into every program of a processor.
stamp_object() { echo "$(native_folder "$1")/stamp.o"; }
readonly STAMP_VERSION_BYTES=64
# Name length 11, content length 136, type 1, name.
readonly STAMP_HEADER='\x0b\x00\x00\x00\x88\x00\x00\x00\x01\x00\x00\x00aops-stamp\x00\x00'

# make_stamp BUILD-ID COMMIT ARCH: the note, to be linked.
make_stamp() {
    local object
    object=$(stamp_object "$3")
    mkdir -p "$(dirname "$object")"
    cat >"${object%.o}.s" <<ASM
    .section .note.aops, "a", %note
    .balign 4
    .long 11, 136, 1
    .asciz "aops-stamp"
    .balign 4
    .ascii "$1"
0:  .ascii "$2"
    .zero 40 - (. - 0b)
1:  .ascii "$DEFAULT_VERSION"
    .zero $STAMP_VERSION_BYTES - (. - 1b)
    .section .note.GNU-stack, "", %progbits
ASM
    if [[ $3 == "$HOST_ARCH" ]]; then
        cc_any -c "${object%.o}.s" -o "$object"
    else
        clang "--target=$(triple_of "$3")" -c "${object%.o}.s" -o "$object"
    fi
}

# stamp_version PROGRAM VERSION: writes the version into a linked program.
stamp_version() {
    local at
    at=$(LC_ALL=C grep -obUaP "$STAMP_HEADER" "$1" | cut -d: -f1)
    if ! [[ $at =~ ^[0-9]+$ ]]; then fail 70 "$1 carries no stamp, or more than one"; fi
    if ((${#2} > STAMP_VERSION_BYTES)); then fail 64 "the version '$2' is longer than $STAMP_VERSION_BYTES characters"; fi
    # Behind the header (24 bytes), the build id (32) and the commit (40).
    { printf '%s' "$2"; head -c $((STAMP_VERSION_BYTES - ${#2})) /dev/zero; } \
        | dd of="$1" bs=1 seek=$((at + 24 + 32 + 40)) conv=notrunc status=none
}
