using System.CommandLine;
using System.Text;
using Aops.Contracts;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Releases.Runbooks;
using Aops.ReleaseTool.Faults;
using Aops.ReleaseTool.Keys;

namespace Aops.ReleaseTool.Commands;

/// <summary>
/// <c>sign-command</c>: signs a command for some hosts and a time, by keys of <c>delegate --commands</c>. It needs no
/// repository and no server; any way may bring its file to them.
/// </summary>
internal static class SignCommandCommand
{
    public static Command Create()
    {
        var keys = new Option<string[]>("--key")
            { Description = "A private key that signs commands; may be given again.", HelpName = "FILE", Required = true };
        var passphrase = SharedOptions.PassphraseFile();
        var cosign = new Option<FileInfo?>("--cosign")
            { Description = "Adds signatures to this file, whose command is shown first, in place of a new one.", HelpName = "FILE" };
        var output = new Option<FileInfo?>("--output")
            { Description = "File for the signed command [default: standard output; the file of --cosign].", HelpName = "FILE" };
        var command = new Command("sign-command", "Signs a command that hosts take from any server.")
        {
            keys, passphrase, cosign, output,
        };
        var options = new SignedCommandOptions();
        options.AddTo(command);
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(cosign);
            if (file is not null && options.AreGiven(parsed))
                throw new ToolException(ExitCodes.Usage, "--cosign signs what its file says, and nothing else is given beside it");
            var secret = TerminalPassphrase.Of(parsed.GetValue(passphrase));
            using var ring = KeyRing.Load(parsed.GetRequiredValue(keys), secret);
            var envelope = file is not null
                ? Show(parsed, Read(file))
                : Begin(options.Read(parsed, TimeProvider.System.GetUtcNow()));
            var signed = CommandEnvelope.ToJson(Sign(envelope, ring));
            if ((parsed.GetValue(output) ?? file) is { } target)
                AtomicFile.Write(target.FullName, [.. signed, (byte)'\n']);
            else
                parsed.Output().WriteLine(Encoding.UTF8.GetString(signed));
            return ExitCodes.Ok;
        });
        return command;
    }

    private static RunEnvelope Begin(SignedCommand command)
    {
        try
        {
            return CommandSigner.Begin(command);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.Usage, $"hosts would refuse this: {e.Message}; nothing was signed", e);
        }
    }

    private static RunEnvelope Read(FileInfo file)
    {
        if (!file.Exists) throw new ToolException(ExitCodes.NoInput, $"{file} is not there; nothing was signed");
        try
        {
            var envelope = CommandEnvelope.Parse(File.ReadAllBytes(file.FullName));
            CommandEnvelope.CommandOf(envelope);
            return envelope;
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.BadData, $"{file} is no signed command: {e.Message}", e);
        }
    }

    // A signer reads what the signature is for.
    private static RunEnvelope Show(ParseResult parsed, RunEnvelope envelope)
    {
        parsed.InvocationConfiguration.Error.WriteLine(
            Encoding.UTF8.GetString(CommandEnvelope.PayloadOf(envelope)));
        return envelope;
    }

    private static RunEnvelope Sign(RunEnvelope envelope, KeyRing keys)
    {
        try
        {
            return CommandSigner.Sign(envelope, keys.All);
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.Usage, $"{e.Message}; nothing was signed", e);
        }
    }
}
