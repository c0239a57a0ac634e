namespace Aops.Ipc;

/// <summary>The other side of the local socket does not speak as it should.</summary>
public sealed class FrameException : IOException
{
    /// <summary>Describes the fault.</summary>
    /// <param name="message">What is wrong.</param>
    public FrameException(string message)
        : base(message)
    {
    }

    /// <summary>Describes the fault.</summary>
    /// <param name="message">What is wrong.</param>
    /// <param name="inner">What showed it.</param>
    public FrameException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
