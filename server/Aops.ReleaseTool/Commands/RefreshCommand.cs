using System.CommandLine;
using Aops.Contracts;

namespace Aops.ReleaseTool.Commands;

/// <summary><c>refresh</c>: snapshot and timestamp are signed anew before they expire.</summary>
internal static class RefreshCommand
{
    public static Command Create()
    {
        var repository = SharedOptions.Repository();
        var keys = SharedOptions.Keys();
        var passphrase = SharedOptions.PassphraseFile();
        var expires = SharedOptions.Expires();
        var command = new Command("refresh", "Signs snapshot and timestamp anew, so that they last longer.")
        {
            repository, keys, passphrase, expires,
        };
        command.SetAction(parsed =>
        {
            using var held = parsed.Hold(repository);
            using var ring = parsed.LoadKeys(keys, passphrase);
            parsed.Open(repository).Refresh(ring, parsed.ReadExpiry(expires));
            parsed.Output().WriteLine("signed snapshot and timestamp; publish them");
            return ExitCodes.Ok;
        });
        return command;
    }
}
