using System.Text.Json;
using System.Text.Json.Nodes;
using Aops.Contracts;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.ReleaseTool.Faults;

namespace Aops.ReleaseTool.Playbooks;

/// <summary>A folder with a playbook, checked and packed.</summary>
/// <param name="Runbook">What is signed; it pins the archive.</param>
/// <param name="Archive">The archive.</param>
internal sealed record PlaybookSet(Runbook Runbook, byte[] Archive)
{
    /// <summary>Kind of the archive's target.</summary>
    public const string Kind = "playbook";

    /// <summary>Reads, checks and packs a folder.</summary>
    /// <exception cref="ToolException">It may not be signed; all that is wrong is told.</exception>
    public static PlaybookSet Read(DirectoryInfo folder)
    {
        if (!folder.Exists) throw new ToolException(ExitCodes.NoInput, $"the folder {folder} is not there");
        var description = Path.Combine(folder.FullName, PlaybookPacker.DescriptionFile);
        if (!File.Exists(description))
            throw new ToolException(ExitCodes.NoInput, $"{description} is not there; it says what the playbook is");
        try
        {
            var (content, archive) = PlaybookPacker.Pack(folder.FullName);
            var runbook = Describe(description, archive);
            var secrets = runbook.Parameters.Where(parameter => parameter.IsSecret)
                .Select(parameter => parameter.Name).ToList();
            var faults = SetLint.Check(
                folder.FullName, PlaybookPacker.FilesOf(folder.FullName), runbook.Playbook!.File, secrets);
            return faults.Count == 0
                ? new PlaybookSet(runbook, content)
                : throw new ToolException(ExitCodes.BadData,
                    $"{folder} is refused, nothing was signed:\n  {string.Join("\n  ", faults)}");
        }
        catch (InvalidDataException e)
        {
            throw new ToolException(ExitCodes.BadData,
                $"{folder} is refused, nothing was signed:\n  {e.Message.Replace("\n", "\n  ", StringComparison.Ordinal)}", e);
        }
    }

    private static Runbook Describe(string file, PlaybookArchive archive)
    {
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(file)) as JsonObject
                ?? throw new InvalidDataException($"{PlaybookPacker.DescriptionFile}: is no JSON object");
            if (json["playbook"] is not JsonObject playbook)
                throw new InvalidDataException($"{PlaybookPacker.DescriptionFile}: has no playbook with the file that is run");
            playbook["archive"] = new JsonObject
            {
                ["sha256"] = archive.Sha256,
                ["lengthBytes"] = archive.LengthBytes,
                ["unpackedBytes"] = archive.UnpackedBytes,
            };
            if (json["command"] is null) json["command"] = new JsonObject();
            if (json["command"] is JsonObject command && command["args"] is null) command["args"] = new JsonArray(Playbook.ProgramName);
            return Runbook.Parse(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString()));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{PlaybookPacker.DescriptionFile}: line {e.LineNumber + 1}: is no JSON", e);
        }
    }
}
