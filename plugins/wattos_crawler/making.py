"""A crawl for a job, put together from what all crawls of a process share."""

from __future__ import annotations

from collections.abc import Callable

from wattos.delivery import JobContext
from wattos.outbound import NetworkSettings, OutboundPolicy
from wattos_crawler.browser import find_chromium
from wattos_crawler.crawl import Crawl, KnowledgeRoom
from wattos_crawler.settings import CrawlerSettings
from wattos_crawler.store import Known

MakeCrawl = Callable[[JobContext, Known], Crawl]


def crawls_with(
    knowledge: KnowledgeRoom, network: NetworkSettings, settings: CrawlerSettings
) -> MakeCrawl:
    """What makes a job's crawl from the stored rows that it goes on from."""
    policy = OutboundPolicy.from_settings(network)

    def make(context: JobContext, known: Known) -> Crawl:
        return Crawl(
            context.tenant_id,
            known,
            knowledge=knowledge,
            policy=policy,
            settings=settings,
            chromium=find_chromium(),
            report=context.progress,
        )

    return make
