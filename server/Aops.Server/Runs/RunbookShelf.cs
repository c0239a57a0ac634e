using System.Collections.Concurrent;
using System.Security.Cryptography;
using Aops.Contracts.Wire.Runs;
using Aops.Native.Files;
using Aops.Releases.Runbooks;
using Aops.Server.Audit;
using Aops.Server.Problems;
using Aops.Server.Repository;

namespace Aops.Server.Runs;

/// <summary>
/// The runbooks of the published repository. The server reads them to list them, and to tell an operator of a wrong value before
/// hosts do; hosts verify them by themselves.
/// </summary>
internal sealed class RunbookShelf(ReleaseCatalog catalog, RepositoryFolder folder)
{
    private const int RememberedMax = 1000;

    private readonly ConcurrentDictionary<string, Runbook> _known = new(StringComparer.Ordinal);

    /// <summary>All of them, by name and version.</summary>
    public async Task<IReadOnlyList<RunbookView>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await catalog.ReadAsync(cancellationToken)).Runbooks.Select(Show)];

    /// <summary>A runbook that may be run at this server's word.</summary>
    /// <exception cref="RequestFault">None is published, its content is not here, or it needs a signed command.</exception>
    public async Task<Runbook> RequireAsync(RunbookReference reference, CancellationToken cancellationToken)
    {
        var signed = await FindSignedAsync(reference, cancellationToken)
            ?? throw RunProblems.NoSuchRunbook(reference, "No runbook {0} is published.");
        if (Read(signed, out var fault) is not { } runbook)
            throw RunProblems.NoSuchRunbook(reference, $"The content of the runbook {{0}} is not here: {fault}.");
        return runbook.NeedsSignature
            ? throw new RequestFault(ProblemKinds.Invalid(new Dictionary<string, string[]>
            {
                ["runbook"] = [$"{reference.Name} {reference.Version} is run by a signed command alone, which names it"],
            }))
            : runbook;
    }

    /// <summary>A runbook; null where none is published, or its content is not here.</summary>
    public async Task<Runbook?> FindAsync(RunbookReference reference, CancellationToken cancellationToken) =>
        await FindSignedAsync(reference, cancellationToken) is { } signed ? Read(signed, out _) : null;

    /// <summary>Checks values of a runbook's parameters.</summary>
    /// <returns>The values as they may be read.</returns>
    /// <exception cref="RequestFault">Hosts would refuse them.</exception>
    public static IReadOnlyDictionary<string, string> Check(
        Runbook runbook, IReadOnlyDictionary<string, string> values)
    {
        if (runbook.Bind(values) is RunbookBinding.Refused refused)
        {
            throw new RequestFault(ProblemKinds.Invalid(
                new Dictionary<string, string[]> { ["parameters"] = [.. refused.Sentences] }));
        }
        var secret = runbook.Parameters.Where(parameter => parameter.IsSecret)
            .Select(parameter => parameter.Name).ToHashSet();
        return values.ToDictionary(
            value => value.Key, value => secret.Contains(value.Key) ? SecretText.Shown : value.Value);
    }

    /// <summary>Checks that a runbook can only look at what it would change.</summary>
    /// <exception cref="RequestFault">It cannot.</exception>
    public static void RequireCheck(Runbook? runbook)
    {
        if (runbook?.Playbook is { MayCheck: true }) return;
        throw new RequestFault(ProblemKinds.Invalid(new Dictionary<string, string[]>
        {
            ["check"] =
            [
                runbook is null ? "is that of a playbook, which runbook names"
                    : runbook.Playbook is null ? $"is that of a playbook, and {runbook.Name} {runbook.Version} is none"
                    : $"{runbook.Name} {runbook.Version} is signed without mayCheck",
            ],
        }));
    }

    private async Task<SignedRunbook?> FindSignedAsync(
        RunbookReference reference, CancellationToken cancellationToken) =>
        (await catalog.ReadAsync(cancellationToken)).Runbooks.FirstOrDefault(runbook => runbook.Reference == reference);

    private RunbookView Show(SignedRunbook signed)
    {
        var runbook = Read(signed, out var fault);
        return new RunbookView
        {
            Name = signed.Reference.Name,
            Version = signed.Reference.Version,
            Title = runbook?.Title,
            Description = runbook?.Description,
            NeedsSignature = runbook?.NeedsSignature == true,
            Parameters =
            [
                .. (runbook?.Parameters ?? []).Select(parameter => new RunbookParameterView
                {
                    Name = parameter.Name, Description = parameter.Description, Pattern = parameter.Pattern,
                    Values = parameter.Values, Default = parameter.Default, IsRequired = parameter.IsRequired,
                    IsSecret = parameter.IsSecret, Type = parameter.Type,
                }),
            ],
            Playbook = runbook?.Playbook is { } playbook ? PlaybookView.Of(playbook) : null,
            Fault = fault,
        };
    }

    private Runbook? Read(SignedRunbook signed, out string? fault)
    {
        fault = null;
        if (_known.TryGetValue(signed.Sha256.Text, out var known)) return known;
        try
        {
            if (!folder.TryResolve(signed.Path, out var path)) throw new InvalidDataException("its path is none of a repository");
            var content = File.ReadAllBytes(path.File);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != signed.Sha256.Text)
                throw new InvalidDataException("its bytes are not those that are signed for");
            if (_known.Count >= RememberedMax) _known.Clear();
            return _known[signed.Sha256.Text] = Runbook.Parse(content);
        }
        catch (Exception e) when (e is InvalidDataException || FileFaults.IsFileFault(e))
        {
            fault = e is InvalidDataException ? e.Message : "publish it again";
            return null;
        }
    }
}
