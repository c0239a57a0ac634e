using System.CommandLine;
using System.Globalization;
using Aops.CommandLine;
using Aops.Contracts;
using Aops.Native.Files;
using Aops.Server.Audit;
using Aops.Server.Audit.Trail;

namespace Aops.Server.CommandLine;

/// <summary>
/// <c>aops-server audit verify|head</c>: whether the audit is whole. It reads only, while the server runs and while it does
/// not.
/// </summary>
internal static class AuditCommand
{
    private static readonly Option<long> After = new("--after")
    {
        Description = "Begins after this row, and leaves out the heads up to it: what was explained before.",
        HelpName = "ID",
    };

    private static readonly Option<string[]> Heads = new("--head")
    {
        Description = "A head that was noted elsewhere; can be given several times.",
        HelpName = "ID:HASH",
        Validators =
        {
            result =>
            {
                foreach (var token in result.Tokens)
                    if (Parse(token.Value) is null) result.AddError($"--head {token.Value} has not the form ID:HASH");
            },
        },
    };

    public static Command Build()
    {
        After.Within(0, long.MaxValue);
        var verify = new Command("verify", "Looks at every row: whether one was altered, removed, reordered or cut off.")
        {
            After, Heads,
        };
        verify.SetAction(VerifyAsync);
        var head = new Command("head", "Prints the newest row as ID:HASH, to be noted elsewhere.");
        head.SetAction(ShowHeadAsync);
        foreach (var command in new[] { verify, head }) DataOptions.AddTo(command);
        return new Command("audit", "The record of every change.") { verify, head };
    }

    private static async Task<int> VerifyAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var folder = DataOptions.OpenFolder(parsed);
        await using var database = DataOptions.OpenDatabase(parsed);
        var heads = ReadHeads(folder).Concat((parsed.GetValue(Heads) ?? []).Select(text => Parse(text)!)).ToList();
        var verdict = await new AuditVerifier(new AuditStore(database))
            .VerifyAsync(heads, parsed.GetValue(After), cancellationToken);
        foreach (var fault in verdict.Faults) Console.Out.WriteLine(fault);
        if (verdict.Faults.Count > 0)
        {
            throw new StartupFault(ExitCodes.BadData,
                $"the audit is not whole: {verdict.Faults.Count} faults in {verdict.Rows} rows");
        }
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"The audit is whole: {verdict.Rows} rows, {verdict.Heads} written heads agree."));
        return ExitCodes.Ok;
    }

    private static async Task<int> ShowHeadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var database = DataOptions.OpenDatabase(parsed);
        if (await new AuditStore(database).FindHeadAsync(cancellationToken) is not { } head)
            throw new StartupFault(ExitCodes.NoInput, "the audit has no row yet");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{head.Id}:{head.Hash}"));
        return ExitCodes.Ok;
    }

    private static IReadOnlyList<AuditHead> ReadHeads(ServerFolder folder)
    {
        try
        {
            return new AuditHeadFile(folder.AuditHeads).Read();
        }
        catch (InvalidDataException e)
        {
            throw new StartupFault(ExitCodes.BadData, e.Message, e);
        }
        catch (Exception e) when (FileFaults.IsFileFault(e))
        {
            throw new StartupFault(ExitCodes.NoInput, $"{folder.AuditHeads}: {e.Message}", e);
        }
    }

    // One that was noted elsewhere has no time of its own.
    private static AuditHead? Parse(string text) => text.Split(':') is [var id, { Length: > 0 } hash]
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new AuditHead(number, TimeProvider.System.GetUtcNow(), hash)
            : null;
}
