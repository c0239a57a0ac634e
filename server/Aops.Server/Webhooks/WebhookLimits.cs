namespace Aops.Server.Webhooks;

/// <summary>Limits of webhooks and of what is sent to them.</summary>
internal static class WebhookLimits
{
    /// <summary>Webhooks, and so requests to them at once: each has one.</summary>
    public const int WebhooksMax = 50;

    /// <summary>Characters of an address.</summary>
    public const int UrlCharsMax = 2000;

    /// <summary>Characters of a note.</summary>
    public const int NoteCharsMax = 1000;

    /// <summary>Deliveries of one webhook that wait; beyond them the oldest is given up.</summary>
    public const int WaitingMax = 1000;

    /// <summary>Deliveries of one webhook that are listed once they have ended.</summary>
    public const int RetainedMax = 1000;

    /// <summary>How long they are listed.</summary>
    public static readonly TimeSpan RetainedFor = TimeSpan.FromDays(7);

    /// <summary>How long a delivery is tried.</summary>
    public static readonly TimeSpan TriedFor = TimeSpan.FromDays(1);

    /// <summary>Pause after the first try that failed; it doubles with each further one.</summary>
    public static readonly TimeSpan PauseFirst = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two tries.</summary>
    public static readonly TimeSpan PauseMax = TimeSpan.FromMinutes(15);

    /// <summary>How long a receiver may take to answer.</summary>
    public static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection to a receiver may take.</summary>
    public static readonly TimeSpan ConnectMax = TimeSpan.FromSeconds(5);

    /// <summary>Kilobytes of the headers of an answer; its body is not read.</summary>
    public const int AnswerHeadersKilobytesMax = 16;

    /// <summary>Characters of a fault that is stored.</summary>
    public const int FaultCharsMax = 300;

    /// <summary>Time between two removals of what is not listed any more.</summary>
    public static readonly TimeSpan SweepPeriod = TimeSpan.FromHours(1);
}
