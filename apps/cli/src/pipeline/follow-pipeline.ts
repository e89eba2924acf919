import type { AegisClient } from '@aegis/client';
import type { AegisEvent, Pipeline } from '@aegis/protocol';
import type { CommandContext } from '../context.ts';
import { lookUntil } from '../follow/look-until.ts';
import { styleFor } from '../output.ts';
import { createLiveRegion } from '../terminal/live-region.ts';
import { neutraliseDeep } from '../text/neutralise.ts';
import { pipelineView } from '../views/pipeline-view.ts';
import { stepChanges } from './step-changes.ts';

/** How often what is drawn is drawn again, for the times that run. */
const REDRAW_MS = 1000;

interface Progress {
  show(pipeline: Pipeline): void;
  end(): void;
}

/** The graph, drawn in place. */
function drawnProgress({ io }: CommandContext): Progress {
  const region = createLiveRegion(io);
  const style = styleFor(io.env, true);
  let latest: Pipeline | null = null;
  const draw = () => {
    if (latest) region.draw(pipelineView(neutraliseDeep(latest), style, io.now()));
  };
  const stop = io.every(REDRAW_MS, draw);
  return {
    show: (pipeline) => {
      latest = pipeline;
      draw();
    },
    end: () => {
      stop();
      region.clear();
    },
  };
}

/** A line for each change, where there is no terminal to draw on. */
function toldProgress({ output }: CommandContext): Progress {
  let latest: Pipeline | null = null;
  return {
    show: (pipeline) => {
      for (const line of stepChanges(latest, pipeline)) output.note(line);
      latest = pipeline;
    },
    end: () => undefined,
  };
}

/** Shows a pipeline as it runs, on stderr, until it has ended; with `--json` nothing is shown. */
export async function followPipeline(
  context: CommandContext,
  client: AegisClient,
  id: string,
): Promise<Pipeline> {
  const { io, output } = context;
  const progress = io.stderr.isTty && !output.json ? drawnProgress(context) : toldProgress(context);
  const look = async () => {
    const pipeline = await client.getPipeline(id, {}, { signal: io.signal });
    progress.show(pipeline);
    return pipeline.status === 'running' ? null : { found: pipeline };
  };
  const concerns = (event: AegisEvent) =>
    event.type === 'pipeline-changed' && event.data.pipelineId === id;
  try {
    return await lookUntil(client, null, { signal: io.signal, concerns, look });
  } catch (error) {
    if (io.signal.aborted) {
      output.note(`It goes on: aegis pipeline watch ${id}; aegis pipeline cancel ${id} stops it.`);
    }
    throw error;
  } finally {
    progress.end();
  }
}
