using System.Security.Cryptography;
using System.Text;
using Aops.Contracts.Wire.Runs;
using Aops.Fuzz.Corpora;
using Aops.Fuzz.Engine;
using Aops.Releases.Playbooks;
using Aops.Releases.Runbooks;
using Aops.Spm.Playbooks;

namespace Aops.Fuzz.Targets;

/// <summary>Playbooks: their archives, the values of their parameters, and what their programs write of themselves.</summary>
internal static class PlaybookTargets
{
    private static readonly RunbookParameter[] Parameters =
    [
        .. Enum.GetValues<ParameterType>().Select(type => new RunbookParameter { Name = $"a{(int)type}", Type = type }),
    ];

    public static FuzzTarget[] All { get; } =
    [
        new()
        {
            Name = "playbook-archive", Seeds = () => [Archive], Read = Unpack,
            IsDeclared = e => e is InvalidDataException,
        },
        new()
        {
            Name = "playbook-value", Kind = InputKind.Json, Read = Bind,
            Seeds = () => Text.Bytes("""["a",1,{"b":null}]""", """{"a":{"b":["c"]}}""", "true", "12"),
            Words = ["__ansible_unsafe", "__ansible_vault", "{{ a }}", "\\ud800", "\\u0000", "1e999"],
        },
        new()
        {
            Name = "playbook-events", Kind = InputKind.Json, Read = ReadEvents,
            Seeds = () => Text.Bytes(
                """{"event":"start","check":true,"ansible":"2.14.18"}""" + "\n" +
                """{"event":"result","status":"changed","task":"a","path":"b:1","seconds":1.5,"offset":3}""" + "\n" +
                """{"event":"recap","ok":1,"changed":1}"""),
            Words = ["unreachable", "failed", "1e999", "-1", "\\ud800", "\n"],
        },
    ];

    private static byte[] Archive
    {
        get
        {
            var set = Scratch.At("playbook");
            Directory.CreateDirectory(Path.Combine(set, "roles/a/tasks"));
            File.WriteAllText(Path.Combine(set, "site.yml"), "- hosts: localhost\n");
            File.WriteAllText(Path.Combine(set, "roles/a/tasks/main.yml"), "- command: x\n");
            return PlaybookPacker.Pack(set).Content;
        }
    }

    private static string Unpack(byte[] input)
    {
        var (file, folder) = (Scratch.At("playbook-archive"), Scratch.At("playbook-unpacked"));
        File.WriteAllBytes(file, input);
        var archive = new PlaybookArchive
        {
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(input)), LengthBytes = input.Length, UnpackedBytes = 1 << 20,
        };
        try
        {
            PlaybookUnpacker.Unpack(file, archive, folder);
            return "unpacked";
        }
        finally
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
    }

    private static string Bind(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var runbook = new Runbook
        {
            Name = "a", Version = "1", Title = "t", Description = "d", Parameters = Parameters,
            Command = new RunCommand { Args = [Playbook.ProgramName] },
            Playbook = new Playbook
            {
                File = "site.yml",
                Archive = new PlaybookArchive { Sha256 = new string('a', 64), LengthBytes = 1, UnpackedBytes = 1 },
            },
        };
        return string.Join(' ', Parameters.Select(parameter =>
            runbook.Bind(new Dictionary<string, string> { [parameter.Name] = text }) is RunbookBinding.Bound));
    }

    private static string ReadEvents(byte[] input) => PlaybookEvents.Read(input) is { } result
        ? $"{Math.Min(result.Changed.Count, 3)} {Math.Min(result.Failed.Count, 3)} {result.Recap is not null}"
        : "none";
}
