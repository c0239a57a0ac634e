namespace Aops.Contracts.Wire.Runs;

/// <summary>Limits of runs, which the host enforces and the server respects.</summary>
public static class RunLimits
{
    /// <summary>Runs accepted from one reply; the server sends the others again.</summary>
    public const int RunsPerReplyMax = 16;

    /// <summary>Ids of cancelled runs in one reply.</summary>
    public const int CancelledPerReplyMax = 64;

    /// <summary>Runs at the same time on one host.</summary>
    public const int AtOnceMax = 4;

    /// <summary>Runs that a host has accepted and not ended; it refuses more.</summary>
    public const int OpenMax = 64;

    /// <summary>Ended runs that a host remembers, so as to start each only once.</summary>
    public const int RememberedMax = 256;

    /// <summary>Starts of one run that may be repeated, or whose keeper did not begin.</summary>
    public const int StartsMax = 3;

    /// <summary>Longest script, in bytes of UTF-8.</summary>
    public const int ScriptBytesMax = 64 * 1024;

    /// <summary>Parameters of one runbook.</summary>
    public const int ParametersMax = 64;

    /// <summary>Longest value of a parameter, in characters.</summary>
    public const int ParameterCharsMax = 8 * 1024;

    /// <summary>All values of one runbook's parameters together, in bytes.</summary>
    public const int ParametersBytesMax = 128 * 1024;

    /// <summary>Secrets of a host that one command names.</summary>
    public const int SecretsMax = 64;

    /// <summary>Shortest line of a secret that is masked in output, in bytes: a shorter one is found in any text.</summary>
    public const int MaskedBytesMin = 4;

    /// <summary>Values that a parameter may be restricted to.</summary>
    public const int ParameterValuesMax = 256;

    /// <summary>Longest signed runbook, in bytes.</summary>
    public const int RunbookBytesMax = 256 * 1024;

    /// <summary>Longest title of a runbook, in characters.</summary>
    public const int TitleCharsMax = 120;

    /// <summary>Longest description of a runbook or of a parameter, in characters.</summary>
    public const int DescriptionCharsMax = 4096;

    /// <summary>Length of the signed target <c>fleet/commanders.json</c>, in bytes.</summary>
    public const int CommandersBytesMax = 256 * 1024;

    /// <summary>Keys in <c>fleet/commanders.json</c>.</summary>
    public const int CommandersMax = 64;

    /// <summary>Users that one of those keys may be restricted to.</summary>
    public const int CommanderUsersMax = 64;

    /// <summary>Names and patterns of hosts in one signed command.</summary>
    public const int HostPatternsMax = 1024;

    /// <summary>Longest signed command, in bytes of its payload.</summary>
    public const int EnvelopeBytesMax = 192 * 1024;

    /// <summary>Signatures of one envelope.</summary>
    public const int SignaturesMax = 8;

    /// <summary>Longest time from the signature of a command to its expiry, in seconds.</summary>
    public const int EnvelopeSecondsMax = 7 * 24 * 60 * 60;

    /// <summary>Longest time of a run that does not say another.</summary>
    public const int SecondsDefault = 300;

    /// <summary>Longest time of any run, in seconds.</summary>
    public const int SecondsMax = 7 * 24 * 60 * 60;

    /// <summary>Time between SIGTERM and SIGKILL of a run that does not say another.</summary>
    public const int GraceSecondsDefault = 10;

    /// <summary>Longest time between SIGTERM and SIGKILL.</summary>
    public const int GraceSecondsMax = 300;

    /// <summary>
    /// Output of one run that a host keeps until the server has it, and that the server stores of a host, in bytes, where
    /// the run does not say it; of more, a host keeps its beginning and its end.
    /// </summary>
    public const long OutputBytesDefault = 64 * 1024 * 1024;

    /// <summary>Least of what a run may say.</summary>
    public const long OutputBytesMin = 64 * 1024;

    /// <summary>Most of what a run may say.</summary>
    public const long OutputBytesMax = 4L * 1024 * 1024 * 1024;

    /// <summary>Largest piece of output in one request, in bytes.</summary>
    public const int OutputPieceBytesMax = 1024 * 1024;
}
