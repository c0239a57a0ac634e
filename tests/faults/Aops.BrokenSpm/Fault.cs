using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aops.BrokenSpm;

/// <summary>
/// Content of <c>fault.json</c> at the top of the slot: what is wrong with this release. One build of this program
/// serves every broken release.
/// </summary>
internal sealed record Fault
{
    /// <summary>Name of the file.</summary>
    public const string FileName = "fault.json";

    /// <summary>Version that this release says it has.</summary>
    public required string Version { get; init; }

    /// <summary>How it fails.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>How long it works before, in milliseconds.</summary>
    public int AfterMilliseconds { get; set; }

    /// <summary>Exit code of the self-test.</summary>
    public int SelfTestExitCode { get; set; }

    /// <summary>Reads the fault of the slot that this program lies in.</summary>
    public static Fault Read()
    {
        var slot = Path.GetDirectoryName(Path.GetDirectoryName(Environment.ProcessPath))!;
        return JsonSerializer.Deserialize(
            File.ReadAllText(Path.Combine(slot, FileName)), FaultJson.Default.Fault)!;
    }
}

/// <summary>Ways to fail.</summary>
internal enum FaultKind
{
    /// <summary>Ends by SIGABRT.</summary>
    Crash,

    /// <summary>Goes on without ever beating again.</summary>
    Hang,

    /// <summary>Beats on, and takes 64 MiB a second.</summary>
    EatMemory,

    /// <summary>Beats on, and says that it has not taken up its sub-agents.</summary>
    Unhealthy,

    /// <summary>Deletes its own program, and ends.</summary>
    LoseBinary,
}

/// <summary>JSON of <see cref="Fault"/>.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(Fault))]
internal sealed partial class FaultJson : JsonSerializerContext;
