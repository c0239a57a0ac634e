namespace Aops.Launch.Runs;

/// <summary>What a keeper does next.</summary>
internal enum CourseStep
{
    /// <summary>Wait for what happens.</summary>
    Wait,

    /// <summary>Ask the program to end (SIGTERM).</summary>
    Terminate,

    /// <summary>Kill all that is left of it.</summary>
    Kill,

    /// <summary>Read what is in the pipes, and note the end.</summary>
    Finish,
}
